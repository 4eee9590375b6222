using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Tests.Numerics;

public sealed class ByteKernelTests
{
    [Fact]
    public void Compute_OnEveryShape_GivesExactSums()
    {
        foreach (ChannelShape shape in KernelShapes.All())
        {
            var row = new byte[shape.Size];
            new Random(shape.Size).NextBytes(row);
            var moments = new ByteMoments(shape.Channels);
            // At an odd address, and beside values that would show.
            ByteKernel.Compute(KernelShapes.Surround(row, shape.Size % 8, byte.MaxValue), shape, moments);
            for (int c = 0; c < shape.Channels; c++)
            {
                long[] values = [.. row.Where((_, i) => KernelShapes.ChannelOf(shape, i) == c).Select(value => (long)value)];
                Assert.Equal(values.Sum(), moments.Sum(c));
                Assert.Equal(values.Sum(value => value * value), moments.Squares(c));
            }
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(131, true)]
    public void Compute_OfManyLargeBytes_DoesNotOverflow(int channels, bool channelsLast)
    {
        var shape = new ChannelShape(channels, 1_000_003 / channels, channelsLast);
        var row = new byte[shape.Size];
        Array.Fill(row, byte.MaxValue);
        var moments = new ByteMoments(channels);
        ByteKernel.Compute(row, shape, moments);
        for (int c = 0; c < channels; c++)
        {
            Assert.Equal(255L * shape.Spatial, moments.Sum(c));
            Assert.Equal(65025L * shape.Spatial, moments.Squares(c));
        }
    }

    /// <summary>Half of the values are 0 and half 255, so all are 127.5 from the mean. Of many, the product of count and squares is more than a long holds.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(8_421_504)]
    [InlineData(8_421_506)]
    [InlineData(1L << 40)]
    public void SquaredDeviations_OfAnyNumberOfBytes_KeepTheirDigits(long count)
    {
        var moments = new ByteMoments(count, [255 * (count / 2)], [65025 * (count / 2)]);
        Assert.Equal(127.5, moments.Mean(0));
        // Two roundings.
        Assert.Equal(1, moments.SquaredDeviations(0) / (127.5 * 127.5 * count), 1e-15);
    }
}
