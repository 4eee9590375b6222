using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Tests.Numerics;

public sealed class MomentsKernelTests
{
    [Fact]
    public void Compute_OnEveryShape_GivesTheMomentsOfTheDefinition()
    {
        foreach (ChannelShape shape in KernelShapes.All())
        {
            float[] row = KernelShapes.Singles(shape, seed: shape.Size);
            double[] doubles = [.. row.Select(value => (double)value)];
            var moments = new RealMoments(shape.Channels);
            MomentsKernel.Compute<float>(row, shape, moments);
            AssertMoments(shape, doubles, moments);
            MomentsKernel.Compute<double>(doubles, shape, moments);
            AssertMoments(shape, doubles, moments);
        }
    }

    [Fact]
    public void Compute_AtOddAddressesBetweenNaNs_GivesTheSameBits()
    {
        foreach (ChannelShape shape in KernelShapes.All())
        {
            float[] row = KernelShapes.Singles(shape, seed: 4);
            double[] doubles = [.. row.Select(value => (double)value)];
            RealMoments expected = Compute<float, SixteenScalars>(row, shape);
            foreach (int offset in (int[])[1, 7])
            {
                var moments = new RealMoments(shape.Channels);
                MomentsKernel.Compute(KernelShapes.Surround(row, offset, float.NaN), shape, moments);
                AssertSameBits(expected, moments);
                MomentsKernel.Compute(KernelShapes.Surround(doubles, offset, double.NaN), shape, moments);
                AssertSameBits(expected, moments);
            }
        }
    }

    [Fact]
    public void Compute_AtEveryWidth_GivesTheSameBits()
    {
        foreach (ChannelShape shape in KernelShapes.All())
        {
            float[] row = KernelShapes.Singles(shape, seed: 1 + shape.Size);
            AssertSameAtEveryWidth(row, shape);
            AssertSameAtEveryWidth([.. row.Select(value => value * Math.PI)], shape);
        }
    }

    [Fact]
    public void Compute_FarFromZero_LosesNoDigits()
    {
        // A mean of 10^7 with steps of 1: raw squares would leave nothing of the variance in single precision, and little in double.
        float[] row = [.. Enumerable.Range(0, 1000).Select(i => 1e7f + i)];
        var moments = new RealMoments(1);
        MomentsKernel.Compute<float>(row, new ChannelShape(1, 1000, ChannelsLast: false), moments);
        Assert.Equal(10_000_499.5, moments.Mean(0));
        Assert.Equal(1000.0 * ((1000.0 * 1000.0) - 1) / 12, moments.SquaredDeviations(0), 1e-6);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Compute_WithAValueThatIsNotFinite_ShowsItInItsChannelAlone(float value)
    {
        foreach (ChannelShape shape in KernelShapes.All().Where(shape => shape.Channels == 3))
        {
            for (int at = 0; at < Math.Min(shape.Size, 100); at++)
            {
                float[] row = KernelShapes.Singles(shape, seed: 2);
                row[at] = value;
                var moments = new RealMoments(3);
                MomentsKernel.Compute<float>(row, shape, moments);
                for (int c = 0; c < 3; c++)
                    Assert.Equal(c != KernelShapes.ChannelOf(shape, at), double.IsFinite(moments.SquaredDeviations(c)));
            }
        }
    }

    [Fact]
    public void Merge_InWhateverPieces_GivesTheMomentsOfTheWhole()
    {
        float[] row = KernelShapes.Singles(new ChannelShape(1, 250, ChannelsLast: false), seed: 3);
        foreach (int piece in (int[])[1, 2, 50, 250, 292])
        {
            var whole = new RealMoments(1);
            foreach (float[] part in row.Chunk(piece))
            {
                var moments = new RealMoments(1);
                MomentsKernel.Compute<float>(part, new ChannelShape(1, part.Length, ChannelsLast: false), moments);
                whole.Merge(moments);
            }

            AssertMoments(new ChannelShape(1, 250, ChannelsLast: false), [.. row.Select(value => (double)value)], whole);
        }
    }

    private static void AssertSameAtEveryWidth<T>(T[] row, ChannelShape shape) where T : unmanaged
    {
        RealMoments scalar = Compute<T, SixteenScalars>(row, shape);
        AssertSameBits(scalar, Compute<T, SixteenDoubles256>(row, shape));
        AssertSameBits(scalar, Compute<T, SixteenDoubles512>(row, shape));
    }

    private static RealMoments Compute<T, TLanes>(T[] row, ChannelShape shape)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        var moments = new RealMoments(shape.Channels);
        MomentsKernel.Compute<T, TLanes>(row, shape, moments);
        return moments;
    }

    private static void AssertMoments(ChannelShape shape, double[] row, ChannelMoments actual)
    {
        Assert.Equal(shape.Spatial, actual.Count);
        for (int c = 0; c < shape.Channels; c++)
        {
            double[] values = [.. row.Where((_, i) => KernelShapes.ChannelOf(shape, i) == c)];
            double mean = values.Average();
            Assert.Equal(mean, actual.Mean(c), 1e-12 * Math.Abs(mean));
            double squares = values.Sum(value => (value - mean) * (value - mean));
            Assert.Equal(squares, actual.SquaredDeviations(c), 1e-10 * Math.Max(squares, 1e-3));
        }
    }

    private static void AssertSameBits(RealMoments expected, RealMoments actual)
    {
        for (int c = 0; c < expected.Channels; c++)
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Mean(c)), BitConverter.DoubleToInt64Bits(actual.Mean(c)));
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected.SquaredDeviations(c)), BitConverter.DoubleToInt64Bits(actual.SquaredDeviations(c)));
        }
    }
}
