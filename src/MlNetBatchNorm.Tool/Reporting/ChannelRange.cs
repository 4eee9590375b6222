using System.Collections.Immutable;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>Mean and standard deviation per channel, for pixels of one range; null where there are too few to have one.</summary>
internal sealed record ChannelRange(IReadOnlyList<double?> Mean, IReadOnlyList<double?> Std)
{
    /// <param name="statistics">The statistics, of pixels from 0 to 255.</param>
    /// <param name="column">The column.</param>
    /// <param name="white">What 255 is in this range.</param>
    public static ChannelRange Create(ChannelStatistics statistics, string column, double white) => new(
        Scale(statistics.GetMean(column), white),
        Scale([.. statistics.GetVariance(column).Select(Math.Sqrt)], white));

    /// <summary>Some of the channels, in their order.</summary>
    public ChannelRange Select(int[] channels) => new([.. channels.Select(channel => Mean[channel])], [.. channels.Select(channel => Std[channel])]);

    private static double?[] Scale(ImmutableArray<double> values, double white) =>
        [.. values.Select(value => double.IsFinite(value) ? value / 255 * white : (double?)null)];
}
