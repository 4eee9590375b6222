using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm.Persistence;

/// <summary>
/// The moments in floating point that models of version 0x00010001 hold of each column of exact statistics. As many rows of that mean and with
/// these squared deviations in all have the same moments exactly, so such models load into exact sums and go on.
/// <code>
/// int64    number of values of each channel, whole rows of them
/// double   mean, sum of squared deviations: C values each; vectors of Single and Double
/// int64    sum, sum of squares: C values each; vectors of Byte and images
/// </code>
/// </summary>
internal static class PooledMomentsFormat
{
    /// <exception cref="FormatException">The moments are not what any values have.</exception>
    public static ColumnMoments Read(ref BlockReader body, ColumnShape column)
    {
        long count = body.ReadCount("number of values");
        body.Require(count % column.Channels.Spatial == 0, $"{count} values of each channel are not whole rows");
        int channels = column.Channels.Channels;
        ChannelMoments pooled = column.Kind.HoldsBytes() ? ReadBytes(ref body, count, channels) : ReadReals(ref body, count, channels);
        ExactMoments moments = ExactMoments.Of(column.Channels, pooled);
        body.Require(moments.FindImpossible() < 0, $"a pooled variance of {count} values is impossible");
        return new ColumnMoments(column, moments);
    }

    private static RealMoments ReadReals(ref BlockReader body, long count, int channels)
    {
        double[] mean = body.ReadDoubles(channels);
        double[] squares = body.ReadDoubles(channels);
        body.Require(mean.All(double.IsFinite), "a pooled mean is not finite");
        body.Require(squares.All(value => double.IsFinite(value) && value >= 0), "a pooled variance is negative or not finite");
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
            body.Require(possible, $"the sums {sums[c]} and {squares[c]} of {count} bytes are impossible");
        }

        return new ByteMoments(count, sums, squares);
    }
}
