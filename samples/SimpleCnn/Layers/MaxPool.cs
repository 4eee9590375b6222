using System.Numerics;
using System.Numerics.Tensors;

namespace SimpleCnn.Layers;

/// <summary>The largest of each 2×2 pixels: PyTorch's <c>MaxPool2d(2)</c>, for images of even height and width.</summary>
internal sealed class MaxPool(ImageShape shape) : ILayer
{
    private readonly float[] _higher = new float[shape.Width];

    public int InputLength => shape.Length;

    public int OutputLength => Output.Length;

    public ImageShape Output { get; } = new(shape.Channels, shape.Height / 2, shape.Width / 2);

    public void Forward(ReadOnlySpan<float> input, Span<float> output)
    {
        for (int row = 0; row < output.Length / Output.Width; row++)
        {
            ReadOnlySpan<float> pair = input.Slice(row * 2 * shape.Width, 2 * shape.Width);
            TensorPrimitives.Max(pair[..shape.Width], pair[shape.Width..], _higher);
            Span<float> pooled = output.Slice(row * Output.Width, Output.Width);
            for (int x = 0; x < pooled.Length; x++)
                pooled[x] = MathF.Max(_higher[2 * x], _higher[(2 * x) + 1]);
        }
    }

    /// <summary>The gradient goes to the pixel that was taken: the first of equal ones.</summary>
    public void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
    {
        inputGradient.Clear();
        for (int row = 0; row < output.Length / Output.Width; row++)
        {
            ReadOnlySpan<float> pair = input.Slice(row * 2 * shape.Width, 2 * shape.Width);
            ReadOnlySpan<float> pooled = output.Slice(row * Output.Width, Output.Width);
            ReadOnlySpan<float> gradient = outputGradient.Slice(row * Output.Width, Output.Width);
            Span<float> pairGradient = inputGradient.Slice(row * 2 * shape.Width, 2 * shape.Width);
            for (int x = 0; x < pooled.Length; x++)
                pairGradient[IndexOf(pooled[x], pair, 2 * x)] = gradient[x];
        }
    }

    /// <summary>Which of the four pixels has a value. It is anyone's guess, so bits decide instead of branches.</summary>
    private int IndexOf(float value, ReadOnlySpan<float> pair, int left)
    {
        int equal = Bit(pair[left] == value, 0) | Bit(pair[left + 1] == value, 1) | Bit(pair[left + shape.Width] == value, 2) | (1 << 3);
        int first = BitOperations.TrailingZeroCount(equal);
        return left + (first & 1) + ((first >> 1) * shape.Width);
    }

    private static int Bit(bool isSet, int position) => (isSet ? 1 : 0) << position;
}
