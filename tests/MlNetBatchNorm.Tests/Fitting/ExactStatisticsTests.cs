using Microsoft.ML;
using MlNetBatchNorm.Tests.PyTorch;
using MlNetBatchNorm.Tests.Rows;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Exact statistics against exact fractions (PyTorch/Reference/generate_exact.py), and their independence of the batches.</summary>
public sealed class ExactStatisticsTests
{
    /// <summary>A float holds its value to 2^-24.</summary>
    private const double Rounding = 6e-8;

    public static TheoryData<string> Names() => ExactCase.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_Exact_LearnsThePooledStatistics(string name)
    {
        ExactCase exact = ExactCase.Load(name);
        BatchNormParameters parameters = Fit(exact.Rows, exact.Dimensions, Exact(exact.BatchSize, exact.Layout)).Parameters[0];

        AssertClose(exact.PooledMean, parameters.RunningMean);
        AssertClose(exact.PooledVariance, parameters.RunningVariance);
        Assert.Equal(exact.NumBatchesTracked, parameters.NumBatchesTracked);
    }

    [Fact]
    public void Fit_BytesExact_LearnsThePooledStatistics()
    {
        ExactCase exact = ExactCase.Load("bytes");
        byte[][] rows = [.. exact.Rows.Select(row => row.Select(value => (byte)value).ToArray())];
        BatchNormParameters parameters = Fit(rows, exact.Dimensions, Exact(exact.BatchSize, exact.Layout)).Parameters[0];

        AssertClose(exact.PooledMean, parameters.RunningMean);
        AssertClose(exact.PooledVariance, parameters.RunningVariance);
    }

    [Fact]
    public void Fit_DoublesExact_LearnsThePooledStatistics()
    {
        ExactCase exact = ExactCase.Load("values_of_all_sizes");
        double[][] rows = [.. exact.Rows.Select(row => row.Select(value => (double)value).ToArray())];
        BatchNormParameters parameters = Fit(rows, exact.Dimensions, Exact(exact.BatchSize, exact.Layout)).Parameters[0];

        AssertClose(exact.PooledMean, parameters.RunningMean);
        AssertClose(exact.PooledVariance, parameters.RunningVariance);
    }

    /// <summary>Eight rows near 0 and two near 10, in batches of 8: the short batch counts as much as the full one in the average over batches.</summary>
    [Fact]
    public void Fit_OnShortLastBatch_TellsPooledFromCumulative()
    {
        ExactCase exact = ExactCase.Load("short_last_batch");
        BatchNormParameters pooled = Fit(exact.Rows, exact.Dimensions, Exact(exact.BatchSize, exact.Layout)).Parameters[0];
        BatchNormParameters cumulative = Fit(exact.Rows, exact.Dimensions, new BatchNormEstimator.Options
        {
            BatchSize = exact.BatchSize,
            Momentum = null,
        }).Parameters[0];

        Assert.Equal(1.851628, pooled.RunningMean[0], 1e-6);
        Assert.Equal(18.494385, pooled.RunningVariance[0], 2e-6);
        Assert.Equal(4.979010, cumulative.RunningMean[0], 1e-6);
        Assert.Equal(0.7894564, cumulative.RunningVariance[0], 1e-6);
    }

    /// <summary>0 four times, 10 once, of 5 values: mean 2, squared deviations 4 * 4 + 64 = 80, over 4 is 20.</summary>
    [Fact]
    public void Fit_ExactOnFiveValues_LearnsWhatArithmeticSays()
    {
        BatchNormParameters parameters = Fit<float>([[0], [0], [0], [0], [10]], [1], Exact(4)).Parameters[0];

        Assert.Equal(2f, parameters.RunningMean[0]);
        Assert.Equal(20f, parameters.RunningVariance[0]);
        Assert.Equal(2, parameters.NumBatchesTracked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(1000)]
    public void Fit_ExactInOtherBatches_LearnsTheSameBits(int batchSize)
    {
        AssertSame(RandomRows.Singles(50, 3 * 17), [3, 17], batchSize);
        AssertSame(RandomRows.Doubles(50, 3 * 17), [3, 17], batchSize);
        AssertSame(RandomRows.Bytes(50, 3 * 17), [3, 17], batchSize);
        AssertSame(RandomRows.Singles(50, 4), [4], batchSize);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(11)]
    public void Fit_ImagesExactInOtherBatches_LearnsTheSameBitsAsTheirBytes(int batchSize)
    {
        var ml = new MLContext();
        IDataView images = ImageColumns.View(ImageColumns.Random(11, height: 5, width: 7));
        byte[][] pixels = ImagePixels.Extract(ml, ImageColumns.Random(11, height: 5, width: 7), ImageChannels.Rgb, last: false);
        BatchNormTransformer expected = Fit(pixels, [3, 5, 7], Exact(4));
        BatchNormTransformer actual = ml.Transforms.NormalizeBatch("Y", ImageColumns.Name, Exact(batchSize)).Fit(images);

        Assert.Equal(expected.Parameters[0].RunningMean, actual.Parameters[0].RunningMean);
        Assert.Equal(expected.Parameters[0].RunningVariance, actual.Parameters[0].RunningVariance);
    }

    private static BatchNormEstimator.Options Exact(int batchSize, string layout = nameof(ChannelLayout.Auto)) => new()
    {
        Statistics = BatchNormStatistics.Exact,
        BatchSize = batchSize,
        Layout = Enum.Parse<ChannelLayout>(layout),
    };

    private static BatchNormTransformer Fit<T>(T[][] rows, int[] dimensions, BatchNormEstimator.Options options) where T : struct
    {
        var ml = new MLContext();
        return ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, options).Fit(ColumnValues.View(ml, rows, dimensions));
    }

    private static void AssertSame<T>(T[][] rows, int[] dimensions, int batchSize) where T : struct
    {
        BatchNormTransformer expected = Fit(rows, dimensions, Exact(8));
        BatchNormTransformer actual = Fit(rows, dimensions, Exact(batchSize));

        Assert.Equal(expected.Parameters[0].RunningMean, actual.Parameters[0].RunningMean);
        Assert.Equal(expected.Parameters[0].RunningVariance, actual.Parameters[0].RunningVariance);
    }

    private static void AssertClose(double[] expected, IReadOnlyList<float> actual) =>
        Close.AssertWithin(expected, [.. actual.Select(value => (double)value)], i => Rounding * Math.Abs(expected[i]));
}
