using System.Numerics.Tensors;
using SimpleCnn.Numerics;

namespace SimpleCnn.Layers;

/// <summary>Every output a weighted sum of all inputs: PyTorch's <c>Linear(in, out)</c>.</summary>
internal sealed class Linear(int inputs, int outputs, Random random) : ILayer
{
    private readonly float[] _weight = InitialWeights.Uniform(inputs * outputs, inputs, random);
    private readonly float[] _bias = InitialWeights.Uniform(outputs, inputs, random);
    private readonly float[] _weightGradient = new float[inputs * outputs];
    private readonly float[] _biasGradient = new float[outputs];
    private readonly int[] _weightRows = Rows.Every(inputs, outputs);

    public int InputLength => inputs;

    public int OutputLength => outputs;

    /// <summary>Out × in weights.</summary>
    public ReadOnlySpan<float> Weight => _weight;

    public ReadOnlySpan<float> Bias => _bias;

    public void Forward(ReadOnlySpan<float> input, Span<float> output)
    {
        for (int start = 0; start < output.Length; start += outputs)
            _bias.CopyTo(output[start..]);
        DotProducts.Add(Images(input), new Rows(_weight, _weightRows, inputs), output);
    }

    public void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
    {
        var gradient = Factor.Of(outputGradient, outputGradient.Length / outputs, outputs);
        Array.Clear(_weightGradient);
        Product.Add(gradient.Transposed(), Images(input), _weightGradient);
        Array.Clear(_biasGradient);
        for (int start = 0; start < outputGradient.Length; start += outputs)
            TensorPrimitives.Add(_biasGradient, outputGradient.Slice(start, outputs), _biasGradient);
        if (inputGradient.IsEmpty)
            return;
        inputGradient.Clear();
        Product.Add(gradient, new Rows(_weight, _weightRows, inputs), inputGradient);
    }

    public void VisitParameters(ParameterVisitor visit)
    {
        visit(_weight, _weightGradient);
        visit(_bias, _biasGradient);
    }

    private Rows Images(ReadOnlySpan<float> values) => new(values, Rows.Every(inputs, values.Length / inputs), inputs);
}
