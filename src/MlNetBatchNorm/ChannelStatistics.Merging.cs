using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm;

public sealed partial class ChannelStatistics
{
    /// <summary>Merges with the statistics of other rows. Any order and grouping of merges gives equal statistics.</summary>
    /// <param name="other">
    /// Statistics of other rows, collected from the same columns with the same options. Batch size, epsilon and affine belong to the fit and may
    /// differ.
    /// </param>
    /// <returns>The statistics of the rows of both.</returns>
    /// <exception cref="ArgumentNullException">The other statistics are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The columns, item types, dimensions, layouts, image channels, <see cref="BatchNormEstimator.Options.NonFinite"/>, plans, or the major versions
    /// of ML.NET that made the images differ, or both have the same shard; the message names the first difference.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are more rows than a <see cref="long"/> can count.</exception>
    public ChannelStatistics Merge(ChannelStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Merge([this, other], nameof(other), _ => "The other statistics");
    }

    /// <summary>Merges the statistics of several parts, which are enumerated once.</summary>
    /// <param name="parts">The parts, at least one.</param>
    /// <returns>The statistics of all rows.</returns>
    /// <exception cref="ArgumentNullException">The parts are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no parts, a part is null, or as for <see cref="Merge(ChannelStatistics)"/>.</exception>
    /// <exception cref="InvalidOperationException">There are more rows than a <see cref="long"/> can count.</exception>
    public static ChannelStatistics Merge(IEnumerable<ChannelStatistics> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return Merge(parts, nameof(parts), index => FormattableString.Invariant($"Part {index} (counted from 0)"));
    }

    /// <summary>
    /// Drops the plan, once all shards are present: the statistics then equal, also in saved bytes, those of one pass over all rows. Duplicate shards
    /// are no longer detected.
    /// </summary>
    /// <exception cref="InvalidOperationException">Shards are missing; the message lists them.</exception>
    public ChannelStatistics WithoutPlan() => IsComplete
        ? new ChannelStatistics(_content with { Shards = null })
        : throw Errors.Data(
            $"The statistics lack shards {ShardSet!.Missing} of the {ShardSet.Planned} of '{ShardSet.Plan}', so they are not those of all rows. Merge the missing " +
            "shards first.");

    /// <summary>The same statistics as if the ML.NET that made the images of these columns had made theirs.</summary>
    internal ChannelStatistics WithImagesOf(IReadOnlyList<ColumnShape> columns) => new(_content with
    {
        Columns =
        [
            .. Columns.Select(moments => moments with
            {
                Column = moments.Column with { ImagesOfMlNet = columns.First(column => column.ColumnName == moments.Column.ColumnName).ImagesOfMlNet },
            }),
        ],
    });

    private static ChannelStatistics Merge(IEnumerable<ChannelStatistics> parts, string parameter, Func<int, string> nameOf)
    {
        StatisticsMerge? merge = null;
        foreach ((int index, ChannelStatistics part) in parts.Index())
        {
            if (part is null)
                throw Errors.Parameter(parameter, $"{nameOf(index)} must be statistics, but is null.");
            if (merge is null)
            {
                merge = new StatisticsMerge(part._content);
                continue;
            }

            if (merge.FindDifference(part._content) is { } difference)
                throw Errors.Parameter(parameter,
                    $"{nameOf(index)} cannot be merged because of different {difference.What}: {difference.Before} before, {difference.Now} now. " +
                    "Merge statistics that were collected from the same columns with the same options and plan.");
            merge.Add(part._content);
        }

        if (merge is null)
            throw Errors.Parameter(parameter, $"{parameter} must hold at least one part, but is empty.");
        StatisticsContent merged = merge.Finish(out Shard? twice);
        return twice is null
            ? new ChannelStatistics(merged)
            : throw Errors.Parameter(parameter, $"The statistics cannot be merged, because {twice} would be counted twice. Leave one of the two out.");
    }
}
