using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>Where there is no map back, the text says why.</summary>
public sealed class InverseRefusalTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void CreateInverse_WithZeroWeight_NamesTheChannel() => AssertRefused(
        _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options { Weight = [1, 0, 1] }),
        "Column 'Y': the weight of channel 1 is 0, which makes all values alike, so there is no map back.");

    [Fact]
    public void CreateInverse_Untracked_SaysWhyNot() => AssertRefused(
        _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: false),
        "Column 'Y' is normalized by the statistics of each batch (trackRunningStats: false), which are not kept, so there is no map back. Fit with " +
        "trackRunningStats: true.");

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void CreateInverse_OfStatisticsThatAreNotFinite_NamesTheChannel(float value) => AssertRefused(
        _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options { NonFinite = NonFiniteHandling.Propagate }),
        "Column 'Y': the statistics of channel 2 are not finite, or too large to divide by, so there is no map back.",
        [0, 1, value]);

    /// <summary>The variance of 1e30 and -1e30 is more than a float holds: infinity, which is no weight of 0.</summary>
    [Fact]
    public void CreateInverse_OfInfiniteVariance_NamesTheStatistics() => AssertRefused(
        _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options { NonFinite = NonFiniteHandling.Propagate }),
        "Column 'Y': the statistics of channel 2 are not finite, or too large to divide by, so there is no map back.",
        [0, 1, 1e30f]);

    private void AssertRefused(BatchNormEstimator estimator, string message, float[]? row = null)
    {
        BatchNormTransformer transformer = estimator.Fit(Columns.View(_ml, [.. RandomRows.Singles(4, 3), row ?? [0, 0, 0]], 3));
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(transformer.CreateInverse).Message);
    }
}
