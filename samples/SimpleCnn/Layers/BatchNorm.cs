using MlNetBatchNorm;

namespace SimpleCnn.Layers;

/// <summary>The library's layer as a step of the network.</summary>
/// <param name="channels">How many channels are normalized, each by its own statistics.</param>
/// <param name="plane">The values of a channel in one image.</param>
internal sealed class BatchNorm(int channels, int plane) : ILayer
{
    public BatchNormLayer Layer { get; } = new(channels);

    public int InputLength => channels * plane;

    public int OutputLength => InputLength;

    public void Forward(ReadOnlySpan<float> input, Span<float> output) => Layer.Forward(input, output, input.Length / InputLength);

    public void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> outputGradient, Span<float> inputGradient) =>
        Layer.Backward(input, outputGradient, inputGradient);

    public void VisitParameters(ParameterVisitor visit)
    {
        visit(Layer.Weight, Layer.WeightGradient);
        visit(Layer.Bias, Layer.BiasGradient);
    }
}
