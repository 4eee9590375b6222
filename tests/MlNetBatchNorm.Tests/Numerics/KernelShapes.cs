using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.Tests.Numerics;

/// <summary>Shapes on which every loop of a kernel begins, ends and is left out.</summary>
internal static class KernelShapes
{
    public static IEnumerable<ChannelShape> All()
    {
        foreach (bool channelsLast in (bool[])[false, true])
        {
            for (int spatial = 1; spatial <= 256; spatial++)
            {
                yield return new ChannelShape(1, spatial, channelsLast);
                yield return new ChannelShape(3, spatial, channelsLast);
            }

            foreach (int channels in (int[])[2, 4, 5, 7, 16, 17, 33, 131])
            {
                foreach (int spatial in (int[])[1, 2, 3, 7, 15, 16, 17, 48, 49, 100])
                    yield return new ChannelShape(channels, spatial, channelsLast);
            }

            // Images, feature maps and tables of numbers.
            foreach ((int channels, int spatial) in ((int, int)[])[(3, 50_176), (64, 3136), (131, 196), (512, 49), (1001, 49), (2048, 1), (64, 1), (10, 1)])
                yield return new ChannelShape(channels, spatial, channelsLast);
            yield return new ChannelShape(4, 10_001, channelsLast);
        }
    }

    public static float[] Singles(ChannelShape shape, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, shape.Size).Select(_ => (float)((random.NextDouble() * 10) + 3))];
    }

    /// <summary>A row at an odd address, between values that would show in any sum that takes them in.</summary>
    public static ReadOnlySpan<T> Surround<T>(T[] row, int offset, T guard)
    {
        T[] surrounded = [.. Enumerable.Repeat(guard, offset), .. row, .. Enumerable.Repeat(guard, 64)];
        return surrounded.AsSpan(offset, row.Length);
    }

    /// <summary>The definition of the layouts, for the tests.</summary>
    public static int ChannelOf(ChannelShape shape, int index) => shape.ChannelsLast ? index % shape.Channels : index / shape.Spatial;
}
