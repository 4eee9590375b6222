namespace MlNetBatchNorm.Tests.Layer;

/// <summary>
/// The layer against torch.nn.BatchNorm1d, 2d and 3d and PyTorch's autograd, in 60 configurations, and on the samples by which PyTorch tests its
/// operator, and at the edges: see Reference/generate.py, generate_operators.py and generate_edges.py.
/// </summary>
public sealed class TorchLayerTests
{
    private static readonly Dictionary<string, LayerCase> Cases =
        new[] { "cases.json", "operators.json", "edges.json" }.SelectMany(LayerReference.Cases<LayerCase>).ToDictionary(each => each.Name);

    public static TheoryData<string> Names() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_OfTorchsBatch_GivesTorchsOutput(string name)
    {
        LayerCase torch = Cases[name];
        AssertClose(torch.Output, torch.OutputError, torch.Run().Output);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_OfTorchsGradients_GivesAutogradsGradients(string name)
    {
        LayerCase torch = Cases[name];
        LayerResults results = torch.Run();

        AssertClose(torch.InputGradient, torch.InputGradientError, results.InputGradient);
        AssertClose(torch.WeightGradient, torch.WeightGradientError, results.WeightGradient);
        AssertClose(torch.BiasGradient, torch.BiasGradientError, results.BiasGradient);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ToParameters_AfterTorchsBatches_HoldTorchsStatistics(string name)
    {
        LayerCase torch = Cases[name];
        BatchNormParameters parameters = torch.Run().Parameters;

        Assert.Equal(torch.NumBatchesTracked, parameters.NumBatchesTracked);
        AssertClose(torch.RunningMean, torch.RunningMeanError, parameters.RunningMean);
        AssertClose(torch.RunningVariance, torch.RunningVarianceError, parameters.RunningVariance);
        Assert.Equal(torch.Weight, parameters.Weight?.ToArray());
        Assert.Equal(torch.Bias, parameters.Bias?.ToArray());
    }

    /// <summary>Data on which mistakes show: a mean term, a weight, a count or a mode that is wrong is off by more than is allowed.</summary>
    [Fact]
    public void Cases_AreSixty_OfEveryKind()
    {
        LayerCase[] cases = LayerReference.Cases<LayerCase>("cases.json");
        Assert.Equal(60, cases.Length);
        Assert.Contains(cases, each => each is { Training: false, TrackRunningStats: true, ChannelsLast: true });
        Assert.All(cases.Where(each => each.Affine && each.NumFeatures > 1), each => Assert.Contains(0f, each.Weight!));
        Assert.All(cases, each => Assert.True(each.OutputGradient.Distinct().Count() > each.OutputGradient.Length / 2));
    }

    /// <summary>To within 1e-5 of the largest value, or twice PyTorch's own error where that is more.</summary>
    private static void AssertClose(float[]? expected, double torchError, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected?.Length ?? 0, actual.Count);
        if (expected is null)
            return;
        double allowed = Math.Max(1e-5 * expected.Select(Math.Abs).DefaultIfEmpty().Max(), 2 * torchError);
        Close.AssertWithin(expected, actual, _ => allowed);
    }
}
