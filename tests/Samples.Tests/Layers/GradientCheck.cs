using SimpleCnn.Layers;

namespace Samples.Tests.Layers;

/// <summary>
/// Holds a layer's gradients against central differences. The loss is a weighted sum of the outputs, with random weights: with equal ones, many
/// mistakes cancel.
/// </summary>
internal sealed class GradientCheck(ILayer layer, float[] input)
{
    private const float Step = 1e-2f;

    private readonly float[] _output = new float[input.Length / layer.InputLength * layer.OutputLength];
    private readonly float[] _lossWeights = Numbers.Random(input.Length / layer.InputLength * layer.OutputLength, seed: 99);

    /// <param name="tolerance">The largest difference allowed, relative to the largest gradient.</param>
    public void Assert(double tolerance)
    {
        var inputGradient = new float[input.Length];
        layer.Forward(input, _output);
        layer.Backward(input, _output, _lossWeights, inputGradient);
        // What the checks below write over.
        var parameterGradients = new List<float[]>();
        layer.VisitParameters((_, gradient) => parameterGradients.Add(gradient.ToArray()));

        AssertClose(inputGradient, Differences(input), tolerance);
        int vector = 0;
        layer.VisitParameters((values, _) => AssertClose(parameterGradients[vector++], Differences(values), tolerance));
    }

    private static void AssertClose(float[] gradient, double[] expected, double tolerance)
    {
        double scale = expected.Max(Math.Abs);
        Xunit.Assert.True(scale > 0, "The loss doesn't depend on these values, so that nothing is checked.");
        for (int i = 0; i < expected.Length; i++)
            Xunit.Assert.Equal(expected[i], gradient[i], tolerance * scale);
    }

    private double[] Differences(Span<float> values)
    {
        var differences = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            float value = values[i];
            (float above, float below) = (value + Step, value - Step);
            values[i] = above;
            double lossAbove = Loss();
            values[i] = below;
            differences[i] = (lossAbove - Loss()) / ((double)above - below);
            values[i] = value;
        }

        return differences;
    }

    private double Loss()
    {
        layer.Forward(input, _output);
        return _output.Zip(_lossWeights).Sum(pair => (double)pair.First * pair.Second);
    }
}
