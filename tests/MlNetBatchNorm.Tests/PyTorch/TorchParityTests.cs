using Microsoft.ML;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>
/// Running statistics and outputs against the real torch.nn.BatchNorm1d, 2d and 3d: see Reference/generate.py. Each case has the values of
/// the float module, and of the same module in double precision, which says how exact the former are.
/// </summary>
public sealed class TorchParityTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Names() => TorchCase.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_OnTorchsRows_LearnsTorchsStatistics(string name)
    {
        TorchCase expected = TorchCase.Load(name);
        BatchNormParameters parameters = Fit(new MLContext(), expected).Parameters[0];

        if (!expected.TrackRunningStats)
        {
            Assert.Empty(parameters.RunningMean);
            Assert.Empty(parameters.RunningVariance);
            return;
        }

        Assert.Equal(expected.NumBatchesTracked, parameters.NumBatchesTracked);
        AssertClose(expected.RunningMean!, parameters.RunningMean);
        AssertClose(expected.RunningVariance!, parameters.RunningVariance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_OfTorchsRows_GivesTorchsOutput(string name)
    {
        TorchCase expected = TorchCase.Load(name);
        var ml = new MLContext();
        BatchNormTransformer transformer = Fit(ml, expected);
        double[] actual = [.. ColumnValues.Read(transformer.Transform(ColumnValues.View(ml, expected.Rows, expected.Dimensions)), "Y").SelectMany(Doubles)];
        double[] truth = [.. expected.Output64.SelectMany(row => row)];
        double[] torch = [.. expected.Output.SelectMany(Doubles)];

        // Where the mean is thousands of spreads from zero, one rounding of a float mean shows in the outputs. PyTorch's own error is the bar.
        double torchError = torch.Zip(truth).Max(pair => Math.Abs(pair.First - pair.Second));
        double largest = truth.Max(Math.Abs);
        Assert.Equal(truth.Length, actual.Length);
        for (int i = 0; i < truth.Length; i++)
        {
            double allowed = Math.Max(Tolerance * Math.Max(Math.Abs(truth[i]), 1e-3 * largest), 2 * torchError);
            Assert.True(Math.Abs(actual[i] - truth[i]) <= allowed, $"value {i}: expected {truth[i]:r}, got {actual[i]:r}");
        }
    }

    private static BatchNormTransformer Fit(MLContext ml, TorchCase expected) => ml.Transforms
        .NormalizeBatch("Y", ColumnValues.Input, new BatchNormEstimator.Options
        {
            BatchSize = expected.BatchSize,
            Epsilon = (float)expected.Epsilon,
            Momentum = (float?)expected.Momentum,
            Affine = expected.Affine,
            TrackRunningStats = expected.TrackRunningStats,
            DropLastBatch = expected.DropLastBatch,
            Weight = expected.Weight,
            Bias = expected.Bias,
            Layout = Enum.Parse<ChannelLayout>(expected.Layout),
        })
        .Fit(ColumnValues.View(ml, expected.Rows, expected.Dimensions));

    private static void AssertClose(float[] expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int c = 0; c < expected.Length; c++)
            Assert.True(Math.Abs(expected[c] - (double)actual[c]) <= Tolerance * Math.Abs(expected[c]), $"channel {c}: expected {expected[c]:r}, got {actual[c]:r}");
    }

    private static IEnumerable<double> Doubles(float[] row) => row.Select(value => (double)value);
}
