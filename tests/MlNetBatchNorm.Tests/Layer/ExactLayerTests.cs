namespace MlNetBatchNorm.Tests.Layer;

/// <summary>Batches whose results are known as exact fractions: see Reference/generate_exact.py.</summary>
public sealed class ExactLayerTests
{
    private static readonly Dictionary<string, ExactLayerCase> Cases = LayerReference.Cases<ExactLayerCase>("exact.json").ToDictionary(each => each.Name);

    public static TheoryData<string> Names() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Layer_OnIntegers_GivesTheFraction(string name)
    {
        ExactLayerCase exact = Cases[name];
        var layer = new BatchNormLayer(
            exact.NumFeatures, exact.Epsilon, layout: exact.ChannelsLast ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst);
        exact.Weight.CopyTo(layer.Weight);
        exact.Bias.CopyTo(layer.Bias);

        LayerResults results = LayerResults.Of(layer, exact.Input, exact.OutputGradient, exact.BatchSize);

        float[][] expected = [exact.Output, exact.InputGradient, exact.WeightGradient, exact.BiasGradient];
        foreach ((float[] fractions, float[] values) in expected.Zip(results.Values))
        {
            if (exact.Dyadic)
                Assert.Equal(fractions, values);
            else
                Close.AssertRelative(fractions, values, 2e-7);
        }
    }

    /// <summary>One case.</summary>
    public sealed record ExactLayerCase(
        string Name, bool ChannelsLast, int BatchSize, int NumFeatures, float Epsilon, bool Dyadic, float[] Weight, float[] Bias, float[] Input,
        float[] OutputGradient, float[] Output, float[] InputGradient, float[] WeightGradient, float[] BiasGradient);
}
