namespace MlNetBatchNorm.Tests.Layer;

/// <summary>NaN and infinity among the input and among the gradients, as PyTorch lets them spread: see Reference/generate_non_finite.py.</summary>
public sealed class NonFiniteLayerTests
{
    private static readonly Dictionary<string, LayerCase> Cases = LayerReference.Cases<LayerCase>("non_finite.json").ToDictionary(each => each.Name);

    public static TheoryData<string> Names() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Layer_WithNonFiniteValues_SpreadsThemAsTorch(string name)
    {
        LayerCase torch = Cases[name];
        LayerResults results = torch.Run();

        AssertClose(torch.Output, results.Output);
        AssertClose(torch.InputGradient, results.InputGradient);
        AssertClose(torch.WeightGradient!, results.WeightGradient);
        AssertClose(torch.BiasGradient!, results.BiasGradient);
        AssertClose(torch.RunningMean!, [.. results.Parameters.RunningMean]);
        AssertClose(torch.RunningVariance!, [.. results.Parameters.RunningVariance]);
    }

    /// <summary>NaN where PyTorch has NaN, infinity with its sign where it has infinity, and close where it has a number.</summary>
    private static void AssertClose(float[] expected, float[] actual)
    {
        double largest = expected.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        Assert.Equal(expected.Select(value => float.IsFinite(value) ? 0 : value), actual.Select(value => float.IsFinite(value) ? 0 : value));
        Close.AssertWithin([.. expected.Where(float.IsFinite)], [.. actual.Where(float.IsFinite)], _ => 1e-5 * largest);
    }
}
