using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Persistence;

/// <summary>The part of <see cref="BatchNormModelFormat"/> that holds pooled moments.</summary>
internal static class MomentsFormat
{
    public static void Write(BinaryWriter body, ChannelMoments moments)
    {
        body.Write(moments.Count);
        if (moments is ByteMoments bytes)
        {
            ForEach(moments, c => body.Write(bytes.Sum(c)));
            ForEach(moments, c => body.Write(bytes.Squares(c)));
        }
        else
        {
            ForEach(moments, c => body.Write(moments.Mean(c)));
            ForEach(moments, c => body.Write(moments.SquaredDeviations(c)));
        }
    }

    /// <exception cref="FormatException">The moments are not what any values have.</exception>
    public static ChannelMoments Read(ref BlockReader body, ColumnKind kind, int channels)
    {
        long count = body.ReadInt64();
        BlockReader.Require(count >= 0, $"number of values {count} is negative");
        return kind.HoldsBytes() ? ReadBytes(ref body, count, channels) : ReadReals(ref body, count, channels);
    }

    private static RealMoments ReadReals(ref BlockReader body, long count, int channels)
    {
        double[] mean = body.ReadDoubles(channels);
        double[] squares = body.ReadDoubles(channels);
        BlockReader.Require(mean.All(double.IsFinite), "a pooled mean is not finite");
        BlockReader.Require(squares.All(value => double.IsFinite(value) && value >= 0), "a pooled variance is negative or not finite");
        return new RealMoments(count, mean, squares);
    }

    private static ByteMoments ReadBytes(ref BlockReader body, long count, int channels)
    {
        long[] sums = body.ReadInt64s(channels);
        long[] squares = body.ReadInt64s(channels);
        for (int c = 0; c < channels; c++)
        {
            bool possible = sums[c] >= 0 && sums[c] <= (Int128)count * byte.MaxValue
                && squares[c] >= sums[c] && (Int128)count * squares[c] >= (Int128)sums[c] * sums[c];
            BlockReader.Require(possible, $"the sums {sums[c]} and {squares[c]} of {count} bytes are impossible");
        }

        return new ByteMoments(count, sums, squares);
    }

    private static void ForEach(ChannelMoments moments, Action<int> write)
    {
        for (int c = 0; c < moments.Channels; c++)
            write(c);
    }
}
