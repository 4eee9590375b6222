using SimpleCnn.Layers;

namespace Samples.Tests.Layers;

public sealed class ForwardTests
{
    [Fact]
    public void Convolution_OfOneWeight_MovesTheImage()
    {
        var layer = new Convolution(new ImageShape(1, 2, 3), 1, new Random(1));
        // The weight at the upper left, which reads the pixel above and to the left of each.
        int vector = 0;
        layer.VisitParameters((values, _) =>
        {
            values.Clear();
            values[0] = vector++ == 0 ? 1 : 10;
        });
        var output = new float[6];
        layer.Forward([1, 2, 3, 4, 5, 6], output);
        Assert.Equal([10, 10, 10, 10, 11, 12], output);
    }

    [Fact]
    public void MaxPool_OfEqualValues_GivesTheGradientToTheFirst()
    {
        var layer = new MaxPool(new ImageShape(1, 2, 4));
        float[] input = [7, 7, 1, 5, 7, 7, 5, 1];
        float[] output = new float[2], gradient = new float[8];
        layer.Forward(input, output);
        layer.Backward(input, output, [10, 20], gradient);
        Assert.Equal([7, 5], output);
        Assert.Equal([10, 0, 0, 20, 0, 0, 0, 0], gradient);
    }

    [Fact]
    public void Relu_OfNotANumber_IsNotANumber()
    {
        var output = new float[2];
        new Relu(2).Forward([float.NaN, -1], output);
        Assert.Equal([float.NaN, 0], output);
    }
}
