using Microsoft.ML;
using MlNetBatchNorm.Tests.DataView;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>What stands at the head of a saved model: the versions of its format, by which builds know what they can read.</summary>
public sealed class ModelHeaderTests
{
    private const uint First = 0x00010001;
    private const uint Current = 0x00010002;

    private static readonly byte[] Signature = [.. "BATCHNRM"u8];

    private readonly MLContext _ml = new();

    [Fact]
    public void Save_OfAnyModel_NamesTheVersionOfItsFormat()
    {
        MemoryView view = new(MemoryColumn.Vectors("X", TestRows.Create<float>(4, 12), [3, 4]));
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X").Fit(view);

        Assert.Equal([(Current, Current)], Versions(SavedModel.Of(_ml, transformer, view.Schema).Zip));
    }

    [Fact]
    public void GoldenModels_NameTheVersionsOfTheirFormats()
    {
        Assert.Equal([(First, First), (First, First)], Versions(Golden("model-v1.zip")));
        Assert.Equal([(Current, Current), (Current, Current)], Versions(Golden("model-v2.zip")));
    }

    [Theory]
    [InlineData(Current + 1, Current)] // of a later build that says that this one can read it
    [InlineData(Current, Current)]
    public void Load_OfVersionThatCanBeRead_Loads(uint written, uint readable) =>
        Assert.NotNull(new SavedModel(WithVersions(written, readable)).Load());

    [Theory]
    [InlineData(Current + 1, Current + 1)]
    [InlineData(0x00020000, 0x00020000)]
    [InlineData(First - 1, First - 1)]
    [InlineData(0, 0)]
    public void Load_OfVersionThatCannotBeRead_Refuses(uint written, uint readable)
    {
        Exception error = Assert.ThrowsAny<Exception>(() => new SavedModel(WithVersions(written, readable)).Load()).GetBaseException();
        Assert.IsType<FormatException>(error);
    }

    private static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Persistence", name));

    /// <summary>The golden model with other versions at the head of each of its transformers.</summary>
    private static byte[] WithVersions(uint written, uint readable)
    {
        (string Name, byte[] Content)[] entries = ZipEntries.Read(Golden(GoldenModel.FileName));
        foreach ((_, byte[] content) in entries)
        {
            if (content.AsSpan().IndexOf(Signature) is >= 0 and int at)
            {
                BitConverter.TryWriteBytes(content.AsSpan(at + Signature.Length), written);
                BitConverter.TryWriteBytes(content.AsSpan(at + Signature.Length + sizeof(uint)), readable);
            }
        }

        return ZipEntries.Write(entries);
    }

    private static IEnumerable<(uint Written, uint Readable)> Versions(byte[] zip)
    {
        foreach ((_, byte[] content) in ZipEntries.Read(zip))
        {
            if (content.AsSpan().IndexOf(Signature) is >= 0 and int at)
                yield return (BitConverter.ToUInt32(content, at + Signature.Length), BitConverter.ToUInt32(content, at + Signature.Length + sizeof(uint)));
        }
    }
}
