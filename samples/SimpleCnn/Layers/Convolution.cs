using System.Numerics.Tensors;
using SimpleCnn.Numerics;

namespace SimpleCnn.Layers;

/// <summary>A 3×3 convolution with padding 1, so that the image keeps its size: PyTorch's <c>Conv2d(in, out, 3, padding=1)</c>.</summary>
internal sealed class Convolution : ILayer
{
    private const int Taps = PaddedImage.Kernel * PaddedImage.Kernel;

    private readonly ImageShape _from;
    private readonly ImageShape _to;
    private readonly float[] _weight;
    private readonly float[] _bias;
    private readonly float[] _weightGradient;
    private readonly float[] _biasGradient;
    private readonly PaddedImage _input;
    private readonly PaddedImage _outputGradient;
    private readonly float[] _windows;
    private readonly int[] _inputWindows;
    private readonly int[] _mirroredWindows;
    private readonly int[] _gradientPixels;

    public Convolution(ImageShape shape, int outChannels, Random random)
    {
        (_from, _to) = (shape, shape with { Channels = outChannels });
        _weight = InitialWeights.Uniform(outChannels * shape.Channels * Taps, shape.Channels * Taps, random);
        _bias = InitialWeights.Uniform(outChannels, shape.Channels * Taps, random);
        (_weightGradient, _biasGradient) = (new float[_weight.Length], new float[outChannels]);
        (_input, _outputGradient) = (new PaddedImage(_from), new PaddedImage(_to));
        _windows = new float[Math.Max(outChannels, shape.Channels) * _input.WindowLength];
        _inputWindows = [.. Windows(_input, shape.Channels)];
        // The gradient by a pixel meets the weights in reverse.
        _mirroredWindows = [.. Windows(_outputGradient, outChannels).Chunk(Taps).SelectMany(taps => taps.Reverse())];
        _gradientPixels = [.. Enumerable.Range(0, outChannels).Select(_outputGradient.PixelStart)];
    }

    public int InputLength => _from.Length;

    public int OutputLength => _to.Length;

    public ImageShape Input => _from;

    public ImageShape Output => _to;

    /// <summary>Out × in × 3 × 3 weights.</summary>
    public ReadOnlySpan<float> Weight => _weight;

    public ReadOnlySpan<float> Bias => _bias;

    public void Forward(ReadOnlySpan<float> input, Span<float> output)
    {
        for (int image = 0; image < input.Length / InputLength; image++)
        {
            _input.Fill(input.Slice(image * InputLength, InputLength));
            Convolve(Factor.Of(_weight, _to.Channels, _inputWindows.Length), _input, _inputWindows);
            CopyPixels(output.Slice(image * OutputLength, OutputLength), _bias);
        }
    }

    public void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
    {
        Array.Clear(_weightGradient);
        Array.Clear(_biasGradient);
        float[] mirrored = inputGradient.IsEmpty ? [] : InputMajorWeights();
        for (int image = 0; image < input.Length / InputLength; image++)
        {
            ReadOnlySpan<float> gradient = outputGradient.Slice(image * OutputLength, OutputLength);
            for (int channel = 0; channel < _to.Channels; channel++)
                _biasGradient[channel] += TensorPrimitives.Sum(gradient.Slice(channel * _to.Plane, _to.Plane));
            _input.Fill(input.Slice(image * InputLength, InputLength));
            _outputGradient.Fill(gradient);
            DotProducts.Add(
                new Rows(_outputGradient.Values, _gradientPixels, _input.WindowLength),
                new Rows(_input.Values, _inputWindows, _input.WindowLength),
                _weightGradient);
            if (inputGradient.IsEmpty)
                continue;
            Convolve(Factor.Of(mirrored, _from.Channels, _mirroredWindows.Length), _outputGradient, _mirroredWindows);
            CopyPixels(inputGradient.Slice(image * InputLength, InputLength), bias: []);
        }
    }

    public void VisitParameters(ParameterVisitor visit)
    {
        visit(_weight, _weightGradient);
        visit(_bias, _biasGradient);
    }

    private static IEnumerable<int> Windows(PaddedImage image, int channels) =>
        from channel in Enumerable.Range(0, channels)
        from y in Enumerable.Range(0, PaddedImage.Kernel)
        from x in Enumerable.Range(0, PaddedImage.Kernel)
        select image.WindowStart(channel, y, x);

    private void Convolve(Factor weights, PaddedImage image, int[] windows)
    {
        Span<float> sums = _windows.AsSpan(0, weights.Rows * image.WindowLength);
        sums.Clear();
        Product.Add(weights, new Rows(image.Values, windows, image.WindowLength), sums);
    }

    /// <summary>The windows' rows without the two values that belong to no pixel, and a channel's bias added where there is one.</summary>
    private void CopyPixels(Span<float> image, ReadOnlySpan<float> bias)
    {
        for (int row = 0; row < image.Length / _to.Width; row++)
        {
            ReadOnlySpan<float> sums = _windows.AsSpan(row * _input.Stride, _to.Width);
            TensorPrimitives.Add(sums, bias.IsEmpty ? 0 : bias[row / _to.Height], image.Slice(row * _to.Width, _to.Width));
        }
    }

    /// <summary>In × out × 3 × 3 weights.</summary>
    private float[] InputMajorWeights()
    {
        var weights = new float[_weight.Length];
        for (int o = 0; o < _to.Channels; o++)
        {
            for (int i = 0; i < _from.Channels; i++)
                _weight.AsSpan(((o * _from.Channels) + i) * Taps, Taps).CopyTo(weights.AsSpan(((i * _to.Channels) + o) * Taps));
        }

        return weights;
    }
}
