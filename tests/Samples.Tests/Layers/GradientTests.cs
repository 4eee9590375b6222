using SimpleCnn.Layers;
using SimpleCnn.Training;

namespace Samples.Tests.Layers;

public sealed class GradientTests
{
    private const int Images = 3;

    [Theory]
    [InlineData(1, 1, 2, 2)]
    [InlineData(3, 5, 4, 6)]
    [InlineData(2, 9, 6, 4)]
    [InlineData(4, 4, 1, 3)]
    public void Convolution_OfAnyShape_HasTheDifferencesAsGradients(int channels, int outChannels, int height, int width)
    {
        var layer = new Convolution(new ImageShape(channels, height, width), outChannels, new Random(1));
        new GradientCheck(layer, Numbers.Random(Images * layer.InputLength, seed: 2)).Assert(1e-3);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 3)]
    [InlineData(33, 10)]
    public void Linear_OfAnyShape_HasTheDifferencesAsGradients(int inputs, int outputs) =>
        new GradientCheck(new Linear(inputs, outputs, new Random(1)), Numbers.Random(Images * inputs, seed: 2)).Assert(1e-3);

    [Fact]
    public void MaxPool_OfValuesApart_HasTheDifferencesAsGradients()
    {
        var layer = new MaxPool(new ImageShape(2, 4, 6));
        new GradientCheck(layer, Numbers.Apart(Images * layer.InputLength, gap: 0.05f, seed: 2)).Assert(1e-3);
    }

    [Fact]
    public void Relu_OfValuesApartFromZero_HasTheDifferencesAsGradients() =>
        new GradientCheck(new Relu(37), Numbers.Apart(Images * 37, gap: 0.05f, seed: 2)).Assert(1e-3);

    [Fact]
    public void Sigmoid_OfAnyValues_HasTheDifferencesAsGradients() =>
        new GradientCheck(new Sigmoid(37), [.. Numbers.Random(Images * 37, seed: 2).Select(value => 4 * value)]).Assert(1e-3);

    [Theory]
    [InlineData(5, 1)]
    [InlineData(2, 12)]
    public void BatchNorm_WhileTraining_HasTheDifferencesAsGradients(int channels, int plane) =>
        new GradientCheck(new BatchNorm(channels, plane), Numbers.Random(Images * channels * plane, seed: 2)).Assert(5e-3);

    [Fact]
    public void CrossEntropy_OfAnyLogits_HasTheDifferencesAsGradients()
    {
        const float step = 1e-2f;
        float[] logits = [.. Numbers.Random(4 * 10, seed: 2).Select(value => 5 * value)];
        int[] labels = [3, 0, 9, 3];
        var gradient = new float[logits.Length];
        double loss = CrossEntropy.Loss(logits, labels, gradient);

        Assert.Equal(
            Enumerable.Range(0, 4).Average(image => Math.Log(Enumerable.Range(0, 10).Sum(i => Math.Exp(logits[(image * 10) + i]))) - logits[(image * 10) + labels[image]]),
            loss,
            1e-5);
        for (int i = 0; i < logits.Length; i++)
        {
            float[] above = [.. logits], below = [.. logits];
            above[i] += step;
            below[i] -= step;
            double difference = CrossEntropy.Loss(above, labels, new float[logits.Length]) - CrossEntropy.Loss(below, labels, new float[logits.Length]);
            Assert.Equal(difference / ((double)above[i] - below[i]), gradient[i], 1e-4);
        }
    }

    [Fact]
    public void CrossEntropy_OfLargeLogits_DoesNotOverflow()
    {
        var gradient = new float[2];
        Assert.Equal(2000, CrossEntropy.Loss([1000, -1000], [1], gradient), 1e-3);
        Assert.Equal([1, -1], gradient);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Network_OfSigmoids_HasTheDifferencesAsGradients(bool batchNorm)
    {
        Network network = Networks.Sigmoids(batchNorm, new Random(1));
        float[] images = Numbers.Random(8 * Networks.Image.Length, seed: 2);
        int[] labels = [0, 1, 2, 3, 4, 5, 6, 7];
        double Loss(float[] gradient) => CrossEntropy.Loss(network.Forward(images), labels, gradient);

        var outputGradient = new float[8 * 10];
        Loss(outputGradient);
        network.Backward(images, outputGradient);
        network.VisitParameters((values, gradient) =>
        {
            int largest = System.Numerics.Tensors.TensorPrimitives.IndexOfMaxMagnitude(gradient);
            const float step = 1e-2f;
            float value = values[largest], expected = gradient[largest];
            (float above, float below) = (value + step, value - step);
            values[largest] = above;
            double lossAbove = Loss(new float[outputGradient.Length]);
            values[largest] = below;
            Assert.Equal((lossAbove - Loss(new float[outputGradient.Length])) / ((double)above - below), expected, Math.Max(1e-4, 0.02 * Math.Abs(expected)));
            values[largest] = value;
        });
    }
}
