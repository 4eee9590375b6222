using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>
/// Model files changed at random, the same way in every run, and given to ML.NET as anyone gives it a file: an exception is fine, and so is a
/// model that holds what a fit could have given; nothing else is.
/// </summary>
public sealed class ZipFuzzTests
{
    private const int Rounds = 1500;

    [Fact]
    public void Load_OfChangedFile_ThrowsOrGivesValidModel()
    {
        // None of the changes reaches ML.NET's schema in this file, which may make it read without end.
        byte[] zip = File.ReadAllBytes(GoldenModel.PathOf("model-v2.zip"));
        var random = new Random(1);
        for (int round = 0; round < Rounds; round++)
            LoadOrThrow(Mutation.OfContentAndLength(zip, random), round);
    }

    /// <summary>
    /// The contents of the transformers' entries are changed, so that ML.NET's own reading of the file is not the first to notice. (A changed
    /// schema would do for it alone: one bit makes it read without end.)
    /// </summary>
    [Fact]
    public void Load_OfChangedEntry_ThrowsOrGivesValidModel()
    {
        (string Name, byte[] Content)[] entries = ZipEntries.Read(File.ReadAllBytes(GoldenModel.Path));
        string[] transformers = [.. entries.Select(entry => entry.Name).Where(name => name.StartsWith("TransformerChain/Transform_", StringComparison.Ordinal))];
        var random = new Random(2);
        for (int round = 0; round < Rounds; round++)
        {
            string changed = transformers[random.Next(transformers.Length)];
            LoadOrThrow(ZipEntries.Write(entries.Select(entry =>
                (entry.Name, entry.Name == changed ? Mutation.OfContentAndLength(entry.Content, random) : entry.Content))), round);
        }
    }

    /// <summary>The transformers' numbers are changed, with a checksum that is right, so that nothing but the values' own limits is in the way.</summary>
    [Fact]
    public void Load_OfChangedBlockWithItsChecksum_ThrowsOrGivesValidModel()
    {
        (string Name, byte[] Content)[] entries = ZipEntries.Read(File.ReadAllBytes(GoldenModel.Path));
        byte[][] blocks = [.. GoldenModel.Fit(new MLContext(), GoldenModel.View()).Select(
            transformer => ModelBlock.Write(((BatchNormTransformer)transformer).Columns))];
        var random = new Random(3);
        int valid = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] block = blocks[random.Next(blocks.Length)];
            byte[] changed = ModelBlock.WithChecksum(Mutation.OfContent(ModelBlock.BodyOf(block), random));
            if (LoadOrThrow(ZipEntries.Write(entries.Select(entry => (entry.Name, Replace(entry.Content, block, changed)))), round))
                valid++;
        }

        Assert.InRange(valid, 1, Rounds - 1);
    }

    private static bool LoadOrThrow(byte[] zip, int round)
    {
        ITransformer model;
        try
        {
            using var stream = new MemoryStream(zip);
            model = new MLContext().Model.Load(stream, out _);
        }
#pragma warning disable CA1031 // Any exception is an answer, but for those that tell of a fault of the reader's own.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            AssertAnswer(exception, round);
            return false;
        }

        foreach (BatchNormTransformer transformer in (model as IEnumerable<ITransformer> ?? [model]).OfType<BatchNormTransformer>())
            LoadedColumns.AssertValid(transformer.Columns);
        return true;
    }

    private static void AssertAnswer(Exception exception, int round)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            Assert.False(inner is OutOfMemoryException or AccessViolationException or InsufficientExecutionStackException, $"Round {round}: {inner}");
            bool ours = inner.TargetSite?.DeclaringType?.Assembly == typeof(BatchNormTransformer).Assembly;
            Assert.True(!ours || inner is FormatException, $"Round {round}: {inner}");
        }
    }

    private static byte[] Replace(byte[] content, byte[] old, byte[] replacement)
    {
        int at = content.AsSpan().IndexOf(old);
        return at < 0 ? content : [.. content[..at], .. replacement, .. content[(at + old.Length)..]];
    }
}
