using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Tests.Numerics;

/// <summary>Exact sums and their one rounding, against exact fractions (Reference/exact_moments.py).</summary>
public sealed class ExactMomentsTests
{
    public static TheoryData<string> Names() => ExactMomentsCase.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Mean_AndVariance_AreTheCorrectlyRoundedOnes(string name)
    {
        ExactMomentsCase exact = ExactMomentsCase.Load(name);
        AssertResults(exact, Collect(exact, Rows(exact)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Merge_OfAnyPartsInAnyOrder_GivesTheSameBytes(string name)
    {
        ExactMomentsCase exact = ExactMomentsCase.Load(name);
        ChannelMoments[] rows = Rows(exact);
        string expected = ExactText.Of(Collect(exact, rows));
        var random = new Random(3);
        foreach (int parts in (int[])[1, 2, 7, 64, 500])
        {
            ChannelMoments[] shuffled = [.. rows];
            random.Shuffle(shuffled);
            List<ExactMoments> trees = [.. Enumerable.Range(0, parts).Select(part => Collect(exact, shuffled.Where((_, i) => i % parts == part)))];
            while (trees.Count > 1)
            {
                int at = random.Next(trees.Count - 1);
                trees[at].Merge(trees[at + 1]);
                trees.RemoveAt(at + 1);
            }

            Assert.Equal(expected, ExactText.Of(trees[0]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FromBytes_OfToBytes_GoesOnTheSame(string name)
    {
        ExactMomentsCase exact = ExactMomentsCase.Load(name);
        ExactMoments moments = Collect(exact, Rows(exact));
        ExactMoments read = Reread(moments, exact);

        Assert.Equal(ExactText.Of(moments), ExactText.Of(read));
        Assert.Equal(-1, read.FindImpossible());
        read.Merge(moments);
        moments.Merge(moments.Clone());
        Assert.Equal(ExactText.Of(moments), ExactText.Of(read));
    }

    [Fact]
    public void Mean_WithoutRows_IsNaN()
    {
        ExactMoments none = new ExactAccumulator(new ChannelShape(2, 3, ChannelsLast: false), ofBytes: false).Finish();
        Assert.Equal(double.NaN, none.Mean(0));
        Assert.Equal(double.NaN, none.Variance(1));
        Assert.Equal(float.NaN, none.VarianceSingle(1, none.Variance(1)));
        Assert.Equal(-1, none.FindImpossible());
    }

    [Fact]
    public void Variance_OfOneValue_IsNaN()
    {
        ExactMoments one = Collect(new ChannelShape(1, 1, ChannelsLast: false), Row(1, [3.0, 0]));
        Assert.Equal(3, one.Mean(0));
        Assert.Equal(double.NaN, one.Variance(0));
    }

    [Fact]
    public void Merge_OfMoreRowsThanALongCounts_Throws()
    {
        ExactMoments moments = Collect(new ChannelShape(1, 1, ChannelsLast: false), Row(1, [1.0, 0]));
        for (int i = 0; i < 62; i++)
            moments.Merge(moments);
        Assert.Equal(1L << 62, moments.Rows);
        Assert.Equal(1, moments.Mean(0));
        Assert.Throws<OverflowException>(() => moments.Merge(moments.Clone()));
    }

    /// <summary>A billion images of 12 megapixels, all white: sums of 3e18 and 8e20.</summary>
    [Fact]
    public void Bytes_OfBillionsOfLargeImages_AreSummedExactly()
    {
        const long pixels = 12_000_000;
        const long half = 500_000_000;
        var shape = new ChannelShape(1, (int)pixels, ChannelsLast: false);
        ExactMoments white = ExactMoments.Of(shape, new ByteMoments(pixels, [255 * pixels], [255 * 255 * pixels]));
        ExactMoments black = ExactMoments.Of(shape, new ByteMoments(pixels, [0], [0]));
        ExactMoments all = Repeat(white, half);
        all.Merge(Repeat(black, half));

        Assert.Equal(2 * half, all.Rows);
        Assert.Equal(127.5, all.Mean(0));
        // N/4 of 255² each over N - 1, to the last bit of a double.
        Assert.Equal(16256.250000000002, all.Variance(0));
        Assert.Equal(16256.25f, all.VarianceSingle(0, all.Variance(0)));
    }

    internal static void AssertResults(ExactMomentsCase exact, ExactMoments moments)
    {
        for (int i = 0; i < exact.Doublings; i++)
            moments.Merge(moments.Clone());
        IEnumerable<int> channels = Enumerable.Range(0, exact.Channels);
        Assert.Equal(exact.Mean64, channels.Select(c => ExactMomentsCase.BitsOf(moments.Mean(c))));
        Assert.Equal(exact.Variance64, channels.Select(c => ExactMomentsCase.BitsOf(moments.Variance(c))));
        Assert.Equal(exact.Mean32, channels.Select(c => ExactMomentsCase.BitsOf(moments.MeanSingle(c, moments.Mean(c)))));
        Assert.Equal(exact.Variance32, channels.Select(c => ExactMomentsCase.BitsOf(moments.VarianceSingle(c, moments.Variance(c)))));
    }

    private static ExactMoments Repeat(ExactMoments moments, long times)
    {
        ExactMoments sum = null!;
        for (ExactMoments power = moments.Clone(); times > 0; times >>= 1, power.Merge(power))
        {
            if ((times & 1) == 0)
                continue;
            if (sum is null)
                sum = power.Clone();
            else
                sum.Merge(power);
        }

        return sum;
    }

    private static ExactMoments Collect(ExactMomentsCase exact, IEnumerable<ChannelMoments> rows)
    {
        var sums = new ExactAccumulator(ShapeOf(exact), exact.Bytes is not null);
        foreach (ChannelMoments row in rows)
            sums.Add(row);
        return sums.Finish();
    }

    private static ExactMoments Collect(ChannelShape shape, RealMoments row)
    {
        var sums = new ExactAccumulator(shape, ofBytes: false);
        sums.Add(row);
        return sums.Finish();
    }

    private static ChannelShape ShapeOf(ExactMomentsCase exact) => new(exact.Channels, exact.Spatial, ChannelsLast: false);

    private static ExactMoments Reread(ExactMoments moments, ExactMomentsCase exact)
    {
        ExactSum[] sums = [.. moments.Sums.Select(sum =>
        {
            (int low, byte[] bytes) = sum.ToBytes();
            return ExactSum.FromBytes(exact.Channels, low, bytes);
        })];
        return new ExactMoments(ShapeOf(exact), exact.Bytes is not null, moments.Rows, sums[0], sums[1], sums[2], [.. moments.NonFinite]);
    }

    private static ChannelMoments[] Rows(ExactMomentsCase exact) => exact.Bytes is { } bytes
        ? [.. bytes.Select(row => Row(exact.Spatial, row))]
        : [.. exact.Rows!.Select(row => Row(exact.Spatial, [.. row.Select(ExactMomentsCase.ToDouble)]))];

    private static RealMoments Row(int spatial, double[] pairs) =>
        new(spatial, [.. pairs.Where((_, i) => i % 2 == 0)], [.. pairs.Where((_, i) => i % 2 == 1)]);

    private static ByteMoments Row(int spatial, int[] values)
    {
        int[][] channels = [.. values.Chunk(spatial)];
        return new(spatial, [.. channels.Select(channel => (long)channel.Sum())], [.. channels.Select(channel => (long)channel.Sum(value => value * value))]);
    }
}
