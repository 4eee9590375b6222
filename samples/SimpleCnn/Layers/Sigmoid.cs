using System.Numerics.Tensors;

namespace SimpleCnn.Layers;

/// <summary><c>1 / (1 + exp(-x))</c>.</summary>
internal sealed class Sigmoid(int length) : ILayer
{
    public int InputLength => length;

    public int OutputLength => length;

    public void Forward(ReadOnlySpan<float> input, Span<float> output) => TensorPrimitives.Sigmoid(input, output);

    /// <summary>The derivative is <c>y · (1 - y)</c>.</summary>
    public void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
    {
        TensorPrimitives.Subtract(1, output, inputGradient);
        TensorPrimitives.Multiply(inputGradient, output, inputGradient);
        TensorPrimitives.Multiply(inputGradient, outputGradient, inputGradient);
    }
}
