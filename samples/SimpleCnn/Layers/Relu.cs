using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SimpleCnn.Layers;

/// <summary>Zero where the input is negative, else the input.</summary>
internal sealed class Relu(int length) : ILayer
{
    public int InputLength => length;

    public int OutputLength => length;

    public void Forward(ReadOnlySpan<float> input, Span<float> output) => TensorPrimitives.Max(input, 0, output);

    public void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
    {
        ReadOnlySpan<Vector<float>> outputs = MemoryMarshal.Cast<float, Vector<float>>(output);
        ReadOnlySpan<Vector<float>> gradients = MemoryMarshal.Cast<float, Vector<float>>(outputGradient);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(inputGradient);
        for (int i = 0; i < results.Length; i++)
            results[i] = Vector.ConditionalSelect(Vector.GreaterThan(outputs[i], Vector<float>.Zero), gradients[i], Vector<float>.Zero);
        for (int i = results.Length * Vector<float>.Count; i < inputGradient.Length; i++)
            inputGradient[i] = output[i] > 0 ? outputGradient[i] : 0;
    }
}
