using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>A channel that is (nearly) constant is learned, gives its bias, and is warned of.</summary>
public sealed class ConstantChannelTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(BatchNormStatistics.Exact, 0.1f)]
    [InlineData(BatchNormStatistics.Running, null)]
    [InlineData(BatchNormStatistics.Running, 1f)]
    public void Fit_OfConstantChannel_WarnsOfIt(BatchNormStatistics statistics, float? momentum)
    {
        float[][] rows = Rows(100, constant: [1], value: 7);

        Assert.Equal(
            "Column 'X': channel 1 is (nearly) constant: its variance is 0, no more than rounding could leave. Leave the channel out, or check the " +
            "source.",
            Assert.Single(Warnings(rows, new BatchNormEstimator.Options { Statistics = statistics, Momentum = momentum })));
    }

    /// <summary>By default 110 batches go by before the initial variance of 1 has sunk below epsilon; the channel is as constant before.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    [InlineData(109)]
    [InlineData(200)]
    public void Fit_OfConstantChannelWithInitialValuesLeft_WarnsOfIt(int batches)
    {
        float[][] rows = Rows(4 * batches, constant: [1], value: 7);

        Assert.Equal(
            "Column 'X': channel 1 is (nearly) constant: its variance is 0, no more than rounding could leave. Leave the channel out, or check the " +
            "source.",
            Assert.Single(Warnings(rows, new BatchNormEstimator.Options { BatchSize = 4 }), warning => warning.Contains("constant:", StringComparison.Ordinal)));
    }

    /// <summary>10,000 or the float after it.</summary>
    [Fact]
    public void Fit_OfChannelConstantButForRounding_WarnsOfIt()
    {
        float[][] rows = Rows(100, constant: [0], value: 1e4f);
        for (int i = 0; i < rows.Length; i += 2)
            rows[i][0] = MathF.BitIncrement(1e4f);

        Assert.Contains("channel 0 is (nearly) constant",
            Assert.Single(Warnings(rows, new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact })), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OfManyConstantChannels_NamesFive()
    {
        float[][] rows = [.. Enumerable.Repeat(new float[8], 10)];

        Assert.Contains("channels 0, 1, 2, 3, 4 and 3 more are (nearly) constant",
            Assert.Single(Warnings(rows, new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    [InlineData(200)]
    public void Fit_OfChannelThatVariesLittle_DoesNotWarnOfIt(int batches)
    {
        float[][] rows = Rows(4 * batches, constant: [1], value: 0);
        for (int i = 0; i < rows.Length; i++)
            rows[i][1] = i % 2 == 0 ? 0.01f : -0.01f;

        Assert.DoesNotContain(Warnings(rows, new BatchNormEstimator.Options { BatchSize = 4 }), warning => warning.Contains("constant:", StringComparison.Ordinal));
    }

    /// <summary>Statistics that did not begin at 1 are believed as they are.</summary>
    [Fact]
    public void Fit_GoingOnFromSmallVariance_DoesNotWarnOfIt()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(8, 1), 1);
        BatchNormTransformer known = _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormParameters([0], [0.01f], [1], [0])).Fit(view);
        var log = new LogRecorder(_ml);
        _ml.Transforms.NormalizeBatch("Y", "X").Fit(view, known);

        Assert.DoesNotContain(log.Warnings, warning => warning.Contains("constant:", StringComparison.Ordinal));
    }

    [Fact]
    public void Transform_OfConstantChannel_GivesItsBias()
    {
        IDataView view = ColumnValues.View(_ml, Rows(10, constant: [1], value: 0.1f), 3);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            Statistics = BatchNormStatistics.Exact,
            Bias = [1, 0.3f, 2],
        }).Fit(view);

        Assert.All(ColumnValues.Read(transformer.Transform(view), "Y"), row => Assert.Equal(0.3f, row[1]));
    }

    private static float[][] Rows(int rows, int[] constant, float value)
    {
        float[][] values = RandomRows.Singles(rows, 3);
        foreach (float[] row in values)
        {
            foreach (int channel in constant)
                row[channel] = value;
        }

        return values;
    }

    private IReadOnlyList<string> Warnings(float[][] rows, BatchNormEstimator.Options options)
    {
        var log = new LogRecorder(_ml);
        _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(ColumnValues.View(_ml, rows, rows[0].Length));
        return log.Warnings;
    }
}
