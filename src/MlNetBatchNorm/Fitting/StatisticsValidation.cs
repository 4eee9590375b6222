using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm.Fitting;

/// <summary>Checks that an estimator may fit from statistics.</summary>
internal static class StatisticsValidation
{
    /// <exception cref="ArgumentOutOfRangeException">Names the first column or option that differs, with both values; or what is missing.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public static void Check(ChannelStatistics statistics, ColumnShape[] shapes, BatchNormEstimator.Options options)
    {
        if (FindDifference(statistics, [.. shapes.DistinctBy(shape => shape.ColumnName)], options) is { } difference)
            throw Errors.Parameter(nameof(statistics),
                $"The statistics were collected with other {difference.What}: {difference.Before} there, {difference.Now} in this estimator. " +
                "Fit with the columns and options that they were collected with.");
        if (!statistics.IsComplete)
            throw Errors.Parameter(nameof(statistics),
                $"The statistics are not complete: of the {statistics.ShardSet!.Planned} shards of '{statistics.ShardSet.Plan}', these are missing: " +
                $"{statistics.ShardSet.Missing}. Collect and merge them first.");
        if (statistics.Rows == 0)
            throw Errors.Data(statistics.RowsSkipped == 0
                ? "The statistics have no rows, so there is nothing to fit on. Check the source."
                : $"The statistics have no rows: all {statistics.RowsSkipped} were left out, because of a NaN or an infinity or because they cannot be " +
                  "read, so there is nothing to fit on. Check the source, or the options.");
    }

    private static ColumnDifference? FindDifference(ChannelStatistics statistics, ColumnShape[] shapes, BatchNormEstimator.Options options) =>
        ColumnDifference.Find("columns", string.Join(", ", statistics.ColumnNames), string.Join(", ", shapes.Select(shape => shape.ColumnName)))
        ?? statistics.Columns.Zip(shapes, (before, now) => ColumnDifference.Find(before.Column, now)).FirstOrDefault(found => found is not null)
        ?? (!statistics.HoldsBytes && statistics.NonFinite is { } nonFinite ? ColumnDifference.Find("NonFinite", nonFinite, options.NonFinite) : null);
}
