using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Numerics.Pixels;

namespace MlNetBatchNorm.Tests.Numerics;

public sealed class PixelKernelTests
{
    private const int Guard = 40;
    private static readonly int[][] Orders = [[0, 1, 2], [2, 1, 0], [2, 1, 0, 3], [0, 1, 2, 3], [0], [3]];
    private static readonly int[] Counts = [.. Enumerable.Range(1, 256), 1023, 1024, 1025, 2100, 50_176];
    private static readonly float[] Mean = [10.5f, 99.9f, 200.1f, 255];
    private static readonly float[] Scale = [0.01f, 1.7f, -3.3f, 4];
    private static readonly float[] Bias = [0, -0.1f, 7, 1e-3f];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Apply_OfEveryCountAndOrder_IsTheFormulaToTheBit(bool channelsLast)
    {
        foreach (int count in Counts)
        {
            byte[] pixels = Pixels(count);
            foreach (int[] offsets in Orders)
            {
                var shape = new ChannelShape(offsets.Length, count, channelsLast);
                var expected = new float[shape.Size];
                for (int i = 0; i < shape.Size; i++)
                {
                    int c = KernelShapes.ChannelOf(shape, i);
                    int pixel = channelsLast ? i / offsets.Length : i % count;
                    expected[i] = MathF.FusedMultiplyAdd(pixels[(pixel * 4) + offsets[c]] - Mean[c], Scale[c], Bias[c]);
                }

                Check(pixels, offsets, shape, expected, Guard + (count % 16));
            }
        }
    }

    [Fact]
    public void ComputeMoments_OfEveryCountAndOrder_GivesExactSums()
    {
        foreach (int count in Counts)
        {
            byte[] pixels = Pixels(count);
            foreach (int[] offsets in Orders)
            {
                var moments = new ByteMoments(offsets.Length);
                PixelKernel.ComputeMoments(pixels, offsets, new ByteMoments(4), moments);
                Assert.Equal(count, moments.Count);
                for (int c = 0; c < offsets.Length; c++)
                {
                    long[] values = [.. pixels.Where((_, i) => i % 4 == offsets[c]).Select(value => (long)value)];
                    Assert.Equal(values.Sum(), moments.Sum(c));
                    Assert.Equal(values.Sum(value => value * value), moments.Squares(c));
                }
            }
        }
    }

    /// <summary>With guard values on both sides that must not change.</summary>
    private static void Check(byte[] pixels, int[] offsets, ChannelShape shape, float[] expected, int start)
    {
        var map = new AffineMap<float>(shape, Mean.AsSpan(0, shape.Channels), Scale.AsSpan(0, shape.Channels), Bias.AsSpan(0, shape.Channels));
        var output = new float[start + shape.Size + Guard];
        Array.Fill(output, -99);
        PixelKernel.Apply(pixels, offsets, output.AsSpan(start, shape.Size), map);
        Assert.Equal(expected, output.AsSpan(start, shape.Size));
        Assert.True(output.AsSpan(0, start).IndexOfAnyExcept(-99) < 0, $"{shape}: written before the start");
        Assert.True(output.AsSpan(start + shape.Size).IndexOfAnyExcept(-99) < 0, $"{shape}: written past the end");
    }

    private static byte[] Pixels(int count)
    {
        var pixels = new byte[count * 4];
        new Random(count).NextBytes(pixels);
        return pixels;
    }
}
