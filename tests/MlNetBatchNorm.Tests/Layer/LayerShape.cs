namespace MlNetBatchNorm.Tests.Layer;

/// <summary>A shape of batches, and layers and batches of it that are the same on every run.</summary>
public sealed record LayerShape(int BatchSize, int Channels, int Positions, bool ChannelsLast)
{
    private const float Epsilon = 1e-3f;

    /// <summary>Shapes on which every loop begins, ends and is left out; the last ones are large enough for threads.</summary>
    public static TheoryData<LayerShape> All() => [.. Enumerate()];

    public static IEnumerable<LayerShape> Enumerate() =>
        from shape in ((int, int, int)[])
            [(2, 1, 1), (7, 3, 1), (5, 16, 1), (4, 131, 1), (3, 1, 2), (2, 3, 5), (1, 5, 16), (3, 4, 17), (2, 16, 31), (2, 17, 33), (1, 300, 2), (2, 3, 200),
             (2, 64, 49), (4, 2, 9000), (3, 65, 1000), (500, 260, 1)]
        from last in (bool[])[false, true]
        select new LayerShape(shape.Item1, shape.Item2, shape.Item3, last);

    public int Size => BatchSize * Channels * Positions;

    public ChannelLayout Layout => ChannelsLast ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst;

    public override string ToString() => $"{BatchSize}x{Channels}x{Positions} {Layout}";

    /// <summary>A layer that has weights, biases and statistics of its own.</summary>
    public BatchNormLayer CreateLayer()
    {
        var random = new Random(Size);
        float[] variance = [.. Values(random, Channels).Select(value => 0.5f + (value * value))];
        return new(new BatchNormParameters(Values(random, Channels), variance, Values(random, Channels), Values(random, Channels), Epsilon, layout: Layout));
    }

    /// <summary>A batch, or gradients of one.</summary>
    public float[] Batch(int seed) => Values(new Random(seed), Size);

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 1.5))];
}
