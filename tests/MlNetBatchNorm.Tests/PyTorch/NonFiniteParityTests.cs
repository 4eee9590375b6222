using Microsoft.ML;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>NaN and infinity let into the statistics, as PyTorch lets them: see Reference/generate_non_finite.py.</summary>
public sealed class NonFiniteParityTests
{
    public static TheoryData<string> Names() => NonFiniteCase.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_Propagating_LearnsTorchsStatisticsAfterEachBatch(string name)
    {
        NonFiniteCase torch = NonFiniteCase.Load(name);
        for (int batches = 1; batches <= torch.RunningMeans?.Length; batches++)
        {
            BatchNormParameters parameters = Fit(torch, torch.Rows[..(batches * torch.BatchSize)]).Parameters[0];
            AssertClose(torch.RunningMeans[batches - 1], parameters.RunningMean);
            AssertClose(torch.RunningVariances![batches - 1], parameters.RunningVariance);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_OfNonFiniteRows_GivesTorchsOutput(string name)
    {
        NonFiniteCase torch = NonFiniteCase.Load(name);
        IDataView transformed = Fit(torch, torch.Rows).Transform(ColumnValues.View(new MLContext(), torch.Rows, torch.Dimensions));

        AssertClose([.. torch.Output.SelectMany(row => row)], [.. ColumnValues.Read(transformed, "Y").SelectMany(row => row)]);
    }

    private static BatchNormTransformer Fit(NonFiniteCase torch, float[][] rows)
    {
        var ml = new MLContext();
        return ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, new BatchNormEstimator.Options
        {
            BatchSize = torch.BatchSize,
            Momentum = torch.Momentum,
            TrackRunningStats = torch.TrackRunningStats,
            NonFinite = NonFiniteHandling.Propagate,
        }).Fit(ColumnValues.View(ml, rows, torch.Dimensions));
    }

    /// <summary>NaN where PyTorch has NaN, infinity with its sign where it has infinity, and close where it has a number.</summary>
    private static void AssertClose(float[] expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        double largest = expected.Where(float.IsFinite).Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            if (float.IsFinite(expected[i]))
                Assert.Equal(expected[i], actual[i], 2e-6 * largest);
            else
                Assert.Equal(expected[i], actual[i]);
        }
    }
}
