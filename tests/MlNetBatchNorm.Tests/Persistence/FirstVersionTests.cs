using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>Blocks of version 0x00010001, whose exact statistics are moments in floating point.</summary>
public sealed class FirstVersionTests
{
    public static TheoryData<string> Cases() => [.. Blocks.Keys];

    private static Dictionary<string, (DocumentedBlock Block, string Fault)> Blocks { get; } = new()
    {
        ["negative count"] = (Reals(count: -1), "number of values -1 is negative"),
        ["part of a row"] = (Reals(count: 7), "7 values of each channel are not whole rows"),
        ["mean that is NaN"] = (Reals(mean: double.NaN), "a pooled mean is not finite"),
        ["negative variance"] = (Reals(squares: -1), "a pooled variance is negative or not finite"),
        ["infinite variance"] = (Reals(squares: double.PositiveInfinity), "a pooled variance is negative or not finite"),
        ["deviations without values"] = (Reals(count: 0), "a pooled variance of 0 values is impossible"),
        ["cut off"] = (Reals() with { Exact = new byte[8] }, "it is cut off"),
        ["bytes whose squares are less than their sum"] = (Bytes(count: 4, sum: 5, squares: 4), "the sums 5 and 4 of 4 bytes are impossible"),
        ["bytes above 255"] = (Bytes(count: 4, sum: 1021, squares: 1 << 20), "the sums 1021 and 1048576 of 4 bytes are impossible"),
        ["bytes of negative variance"] = (Bytes(count: 4, sum: 400, squares: 39_999), "the sums 400 and 39999 of 4 bytes are impossible"),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_OfHostileBlock_SaysWhatIsWrong(string name)
    {
        (DocumentedBlock block, string fault) = Blocks[name];
        FormatException exception = Assert.Throws<FormatException>(() => ModelBlock.Read(block.ToBytes(), ModelBlock.FirstVersion));
        Assert.Equal(
            $"The model's batch normalization cannot be read: {fault}. Save the model again, or fetch an undamaged copy.", exception.Message);
    }

    /// <summary>8 values of mean 1/3, as a double, and squared deviations 2: the same mean, and the variance 2/7.</summary>
    [Fact]
    public void Read_OfReals_GivesTheirMomentsExactly()
    {
        ChannelStatistics statistics = ModelBlock.Read(Reals(mean: 1 / 3.0).ToBytes(), ModelBlock.FirstVersion).Exact!;
        Assert.Equal((2, 0, true), (statistics.Rows, statistics.RowsSkipped, statistics.IsComplete));
        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 3.0], statistics.GetMean("X"));
        Assert.Equal([2 / 7.0, 2 / 7.0, 2 / 7.0], statistics.GetVariance("X"));
    }

    /// <summary>A mean that no integer of 64 bits holds, as often as there are rows.</summary>
    [Theory]
    [InlineData(1e300, 1L << 40)]
    [InlineData(-0.1, (1L << 50) - 4)]
    [InlineData(5e-324, 12)]
    public void Read_OfManyRows_GivesTheirMomentsExactly(double mean, long count)
    {
        ChannelStatistics statistics = ModelBlock.Read(Reals(count, mean, squares: 0).ToBytes(), ModelBlock.FirstVersion).Exact!;
        Assert.Equal(count / 4, statistics.Rows);
        Assert.Equal([mean, mean, mean], statistics.GetMean("X"));
        Assert.Equal([0, 0, 0], statistics.GetVariance("X"));
    }

    [Fact]
    public void Read_OfBytes_GivesTheirSumsExactly()
    {
        ChannelStatistics statistics = ModelBlock.Read(Bytes(count: 4, sum: 10, squares: 100).ToBytes(), ModelBlock.FirstVersion).Exact!;
        Assert.Equal([2.5, 2.5, 2.5], statistics.GetMean("X"));
        Assert.Equal([25, 25, 25], statistics.GetVariance("X"));
    }

    /// <summary>What an old model doesn't say can't differ.</summary>
    [Theory]
    [InlineData(NonFiniteHandling.Throw)]
    [InlineData(NonFiniteHandling.SkipRow)]
    [InlineData(NonFiniteHandling.Propagate)]
    public void Fit_FromOldModel_GoesOnWithAnyHandlingOfNonFiniteValues(NonFiniteHandling nonFinite)
    {
        var ml = new MLContext();
        FittedColumns old = ModelBlock.Read((Reals() with { Epsilon = 1e-5f, Momentum = 0.1f }).ToBytes(), ModelBlock.FirstVersion);
        MemoryView view = new(MemoryColumn.Vectors("X", TestRows.Create<float>(3, 12), [3, 4]));
        BatchNormTransformer further = ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            Statistics = BatchNormStatistics.Exact,
            NonFinite = nonFinite,
        }).Fit(view, new BatchNormTransformer(ml, old));

        Assert.Equal(5, further.Statistics!.Rows);
        Assert.Equal(1, further.Parameters[0].NumBatchesTracked);
        Assert.Equal(5, Models.Reload(ml, further).Statistics!.Rows);
    }

    private static DocumentedBlock Reals(long count = 8, double mean = 1, double squares = 2) => new()
    {
        Statistics = 1,
        Exact = [.. BitConverter.GetBytes(count), .. Three(mean), .. Three(squares)],
    };

    private static DocumentedBlock Bytes(long count, long sum, long squares) => new()
    {
        Kind = 2,
        Statistics = 1,
        Exact = [.. BitConverter.GetBytes(count), .. Three(sum), .. Three(squares)],
    };

    private static IEnumerable<byte> Three(double value) => Enumerable.Repeat(BitConverter.GetBytes(value), 3).SelectMany(bytes => bytes);

    private static IEnumerable<byte> Three(long value) => Enumerable.Repeat(BitConverter.GetBytes(value), 3).SelectMany(bytes => bytes);
}
