using SimpleCnn.Layers;

namespace SimpleCnn.Training;

/// <summary>
/// The networks, each with and without batch normalization. A seed gives the same weights to both: batch normalization draws none.
/// </summary>
internal static class Networks
{
    public static readonly ImageShape Image = new(Channels: 3, Height: 32, Width: 32);

    private const int Classes = 10;
    private const int SigmoidUnits = 100;
    private const int SigmoidLayers = 3;

    /// <summary>
    /// The CNN of the textbook: Conv(3→16), BatchNorm, ReLU, MaxPool, Linear(16·16·16→10). On images of 64×64, 16·32·32 values would be left.
    /// </summary>
    public static Network SimpleCnn(bool batchNorm, Random random)
    {
        const int channels = 16;
        var convolution = new Convolution(Image, channels, random);
        var pool = new MaxPool(convolution.Output);
        return new Network(
        [
            convolution,
            .. Normalization(batchNorm, channels, convolution.Output.Plane),
            new Relu(convolution.OutputLength),
            pool,
            new Linear(pool.OutputLength, Classes, random),
        ]);
    }

    /// <summary>Three layers of a hundred sigmoids: the network of figure 1 in Ioffe and Szegedy, 2015.</summary>
    public static Network Sigmoids(bool batchNorm, Random random)
    {
        var layers = new List<ILayer>();
        for (int layer = 0; layer < SigmoidLayers; layer++)
        {
            layers.Add(new Linear(layer == 0 ? Image.Length : SigmoidUnits, SigmoidUnits, random));
            layers.AddRange(Normalization(batchNorm, SigmoidUnits, plane: 1));
            layers.Add(new Sigmoid(SigmoidUnits));
        }

        return new Network([.. layers, new Linear(SigmoidUnits, Classes, random)]);
    }

    /// <summary>Six convolutions, two for each size of the image: 32×32, 16×16 and 8×8.</summary>
    public static Network SixConvolutions(bool batchNorm, Random random)
    {
        var layers = new List<ILayer>();
        ImageShape shape = Image;
        foreach (int channels in (int[])[8, 16, 16])
        {
            for (int i = 0; i < 2; i++)
            {
                var convolution = new Convolution(shape, channels, random);
                shape = convolution.Output;
                layers.Add(convolution);
                layers.AddRange(Normalization(batchNorm, channels, shape.Plane));
                layers.Add(new Relu(shape.Length));
            }

            var pool = new MaxPool(shape);
            shape = pool.Output;
            layers.Add(pool);
        }

        return new Network([.. layers, new Linear(shape.Length, Classes, random)]);
    }

    private static IEnumerable<ILayer> Normalization(bool batchNorm, int channels, int plane) =>
        batchNorm ? [new BatchNorm(channels, plane)] : [];
}
