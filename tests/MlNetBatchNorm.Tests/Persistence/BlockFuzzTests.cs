using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>Blocks that are cut or changed: they are refused, or hold what a fit could have given.</summary>
public sealed class BlockFuzzTests
{
    private const int MaxAllocated = 1 << 20;

    /// <summary>Columns of every kind and option that the format tells apart.</summary>
    private static readonly string[] Kinds =
        ["several columns", "untracked several columns", "exact", "exact bytes", "no affine", "image column", "batches of 1"];

    public static TheoryData<string> Cases() => [.. Kinds];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_OfEveryTruncation_Throws(string name)
    {
        byte[] block = Block(name);
        Assert.NotEmpty(ModelBlock.Read(block));
        for (int length = 0; length < block.Length; length++)
            AssertRefused(block[..length]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_OfEveryTruncationWithItsChecksum_Throws(string name)
    {
        byte[] body = ModelBlock.BodyOf(Block(name));
        Assert.NotEmpty(ModelBlock.Read(ModelBlock.WithChecksum(body)));
        for (int length = 0; length < body.Length; length++)
            AssertRefused(ModelBlock.WithChecksum(body[..length]));
        AssertRefused(ModelBlock.WithChecksum([.. body, 0]));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_WhereAnyByteIsChanged_Throws(string name)
    {
        byte[] block = Block(name);
        foreach (byte[] changed in Changes(block))
            AssertRefused(changed);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_WhereAnyByteIsChangedWithItsChecksum_ThrowsOrGivesValidColumns(string name)
    {
        int valid = 0;
        foreach (byte[] changed in Changes(ModelBlock.BodyOf(Block(name))))
        {
            if (ReadOrRefuse(ModelBlock.WithChecksum(changed)) is not { } columns)
                continue;
            valid++;
            LoadedColumns.AssertValid(columns);
        }

        // Most bytes belong to numbers, and most numbers may be others.
        Assert.NotEqual(0, valid);
    }

    private static byte[] Block(string name)
    {
        WorkoutCase test = WorkoutCases.All[name](new MLContext().Transforms);
        return ModelBlock.Write(((BatchNormTransformer)test.Estimator.Fit(test.Data)).Columns);
    }

    private static IEnumerable<byte[]> Changes(byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte value in ((byte[])[0, 1, 2, 0x7F, 0xFF, (byte)(bytes[i] ^ 0x40)]).Distinct())
            {
                if (value == bytes[i])
                    continue;
                byte[] changed = [.. bytes];
                changed[i] = value;
                yield return changed;
            }
        }
    }

    private static void AssertRefused(byte[] block) => Assert.Null(ReadOrRefuse(block));

    /// <summary>The columns; null where they are refused as they should be.</summary>
    private static FittedColumns? ReadOrRefuse(byte[] block)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return ModelBlock.Read(block);
        }
        catch (FormatException exception)
        {
            Assert.StartsWith("The model's batch normalization cannot be read: ", exception.Message, StringComparison.Ordinal);
            return null;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
        }
    }
}
