using Microsoft.ML;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Arguments;

/// <summary>What a caller does with a list after giving it does not reach what was made from it.</summary>
public sealed class CallersListTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(BatchNormStatistics.Running)]
    [InlineData(BatchNormStatistics.Exact)]
    public void Estimator_WhoseWeightIsWrittenTo_KeepsIts(BatchNormStatistics statistics)
    {
        float[] weight = [1, 2, 3];
        float[] bias = [4, 5, 6];
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(8, 3), 3);
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", new Options { Weight = weight, Bias = bias, Statistics = statistics });
        weight[0] = float.NaN;
        bias[2] = float.PositiveInfinity;

        BatchNormParameters parameters = estimator.Fit(view).Parameters[0];
        Assert.Equal([1, 2, 3], parameters.Weight!.Value);
        Assert.Equal([4, 5, 6], parameters.Bias!.Value);
    }

    [Fact]
    public void Estimator_WhoseColumnsAreWrittenTo_KeepsIts()
    {
        InputOutputColumnPair[] columns = [new("Y", "X")];
        float[] mean = [1, 2, 3];
        float[] deviation = [1, 1, 1];
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(8, 3), 3);
        BatchNormEstimator learning = _ml.Transforms.NormalizeBatch(columns);
        BatchNormEstimator known = _ml.Transforms.NormalizeChannels(columns, mean, deviation);
        columns[0] = new("other", "none");
        mean[0] = 9;
        deviation[0] = 9;

        Assert.NotNull(learning.Fit(view).GetParameters("Y"));
        Assert.Equal([1, 2, 3], known.Fit(view).GetParameters("Y").RunningMean);
        Assert.Equal([1, 1, 1], known.Fit(view).GetParameters("Y").RunningVariance);
    }

    [Fact]
    public void Values_WhoseListsAreWrittenTo_KeepTheirs()
    {
        float[] mean = [1, 2, 3];
        float[] ones = [1, 1, 1];
        var parameters = new BatchNormParameters(mean, ones, ones, ones);
        var normalization = new ImageNormalization(mean, ones);
        mean[0] = 9;
        ones[0] = 9;

        Assert.Equal(new BatchNormParameters([1, 2, 3], [1, 1, 1], [1, 1, 1], [1, 1, 1]), parameters);
        Assert.Equal([1, 2, 3], normalization.Mean);
        Assert.Equal([1, 1, 1], normalization.StandardDeviation);
    }
}
