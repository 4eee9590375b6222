using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Epsilon is told where it is not small beside the variance, with the value that cures it; and may be 0.</summary>
public sealed class EpsilonWarningTests
{
    private readonly MLContext _ml = new();

    /// <summary>A deviation of 0.0016: <c>sqrt(0.0016^2 / (0.0016^2 + 1e-5)) = 0.45</c>.</summary>
    [Fact]
    public void Fit_OfSmallUnits_WarnsOfEveryChannelWithItsCure()
    {
        string warning = Assert.Single(Warnings(1e-5f, 1, 0.0016f, 0.005f));

        Assert.Equal(
            "Column 'X': epsilon 1E-05 is not small beside the variance, and changes the scale by more than 1 %: channel 1 of deviation 0.0016 gets " +
            "deviation 0.45 instead of 1, channel 2 of deviation 0.005 gets deviation 0.85 instead of 1. Set Epsilon to 5E-08 or less, or to 0.", warning);
    }

    [Fact]
    public void Fit_WithTheCure_WarnsNoMore() => Assert.Empty(Warnings(5e-8f, 1, 0.0016f, 0.005f));

    /// <summary>The variance at which the scale is 0.99 of what it would be without epsilon is 49.25 epsilon: a deviation of 0.02219.</summary>
    [Theory]
    [InlineData(0.0221f, true)]
    [InlineData(0.0223f, false)]
    public void Fit_WhereEpsilonMovesTheScaleByOnePercent_BeginsToWarn(float deviation, bool warns) =>
        Assert.Equal(warns, Warnings(1e-5f, deviation).Count > 0);

    [Fact]
    public void Fit_OfConstantChannel_HasAnotherMessage()
    {
        string warning = Assert.Single(Warnings(1e-5f, 1, 0));

        Assert.Contains("channel 1 is (nearly) constant", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BatchNormStatistics.Exact)]
    [InlineData(BatchNormStatistics.Running)]
    public void Transform_OfConstantChannelWithoutEpsilon_GivesItsBias(BatchNormStatistics statistics)
    {
        IDataView view = Rows(1, 0);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            Epsilon = 0,
            Momentum = null,
            Statistics = statistics,
            Bias = [0, 0.3f],
        }).Fit(view);

        Assert.All(ColumnValues.Read(transformer.Transform(view), "Y"), row => Assert.Equal(0.3f, row[1]));
        Assert.All(ColumnValues.Read(Models.SaveAndLoad(_ml, transformer, view).Transform(view), "Y"), row => Assert.Equal(0.3f, row[1]));
        Assert.Equal(0, transformer.Parameters[0].Scale[1]);
    }

    [Fact]
    public void Transform_OfConstantBatchWithoutEpsilon_GivesItsBias()
    {
        IDataView view = Rows(1, 0);
        IDataView actual = _ml.Transforms.NormalizeBatch("Y", "X", epsilon: 0, trackRunningStats: false).Fit(view).Transform(view);

        Assert.All(ColumnValues.Read(actual, "Y"), row => Assert.Equal(0, row[1]));
    }

    private IReadOnlyList<string> Warnings(float epsilon, params float[] deviations)
    {
        var log = new LogRecorder(_ml);
        _ml.Transforms.NormalizeBatch("Y", "X", epsilon: epsilon, statistics: BatchNormStatistics.Exact).Fit(Rows(deviations));
        return log.Warnings;
    }

    /// <summary>1,000 rows, half above and half below the mean by the deviation.</summary>
    private IDataView Rows(params float[] deviations) => ColumnValues.View(
        _ml, Enumerable.Range(0, 1000).Select(i => deviations.Select(deviation => i % 2 == 0 ? deviation : -deviation).ToArray()).ToArray(), deviations.Length);
}
