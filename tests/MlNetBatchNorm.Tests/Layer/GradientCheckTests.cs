namespace MlNetBatchNorm.Tests.Layer;

/// <summary>
/// torch.autograd.gradcheck's method: derivatives by central differences, in double, of the definition. Their error is about the step
/// squared, 1e-10 here.
/// </summary>
public sealed class GradientCheckTests
{
    private const double Step = 1e-5;
    private const float Epsilon = 1e-3f;

    public static TheoryData<int, int, int, bool, bool> Cases() => new(
        from shape in ((int, int, int)[])[(4, 3, 1), (2, 1, 1), (3, 2, 5), (1, 2, 6), (5, 17, 3)]
        from last in (bool[])[false, true]
        from training in (bool[])[true, false]
        select new TheoryDataRow<int, int, int, bool, bool>(shape.Item1, shape.Item2, shape.Item3, last, training));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_OfRandomOutputGradients_IsTheDerivativeByDifferences(int batchSize, int channels, int spatial, bool last, bool training)
    {
        var definition = new Definition(batchSize, channels, spatial, last);
        var random = new Random(channels + spatial);
        float[] input = Values(random, definition.Size), outputGradient = Values(random, definition.Size);
        float[] weight = Values(random, channels), bias = Values(random, channels), mean = Values(random, channels);
        float[] variance = [.. Values(random, channels).Select(value => value * value)];
        var layer = new BatchNormLayer(new BatchNormParameters(mean, variance, weight, bias, Epsilon,
            layout: last ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst))
        { Training = training };
        var output = new float[definition.Size];
        var inputGradient = new float[definition.Size];

        layer.Forward(input, output, batchSize);
        layer.Backward(input, outputGradient, inputGradient);

        double Loss(double[] x, double[] w, double[] b) =>
            (training ? definition.Forward(x, w, b, Epsilon) : definition.Forward(x, w, b, Epsilon, Double(mean), Double(variance)))
            .Zip(outputGradient, (y, dy) => y * dy).Sum();
        Close.AssertRelative(Differences(Double(input), x => Loss(x, Double(weight), Double(bias))), Double(inputGradient), 1e-6);
        Close.AssertRelative(Differences(Double(weight), w => Loss(Double(input), w, Double(bias))), Double(layer.WeightGradient.ToArray()), 1e-6);
        Close.AssertRelative(Differences(Double(bias), b => Loss(Double(input), Double(weight), b)), Double(layer.BiasGradient.ToArray()), 1e-6);
    }

    private static double[] Differences(double[] at, Func<double[], double> function) => [.. at.Select((value, i) =>
    {
        double[] moved = [.. at];
        moved[i] = value + Step;
        double above = function(moved);
        moved[i] = value - Step;
        return (above - function(moved)) / (2 * Step);
    })];

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 1.5))];

    private static double[] Double(float[] values) => [.. values.Select(value => (double)value)];
}
