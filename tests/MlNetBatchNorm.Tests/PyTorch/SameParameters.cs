namespace MlNetBatchNorm.Tests.PyTorch;

internal static class SameParameters
{
    /// <summary>All that a file holds is the same to the bit.</summary>
    public static void Assert(BatchNormParameters expected, BatchNormParameters actual)
    {
        Xunit.Assert.Equal(expected.RunningMean, actual.RunningMean);
        Xunit.Assert.Equal(expected.RunningVariance, actual.RunningVariance);
        Xunit.Assert.Equal(expected.Weight, actual.Weight);
        Xunit.Assert.Equal(expected.Bias, actual.Bias);
        Xunit.Assert.Equal(expected.NumBatchesTracked, actual.NumBatchesTracked);
    }
}
