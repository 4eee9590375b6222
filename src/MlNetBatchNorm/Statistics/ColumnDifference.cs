using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Statistics;

/// <summary>In what statistics of two columns differ, so that they can't be of the same one.</summary>
/// <param name="What">What differs.</param>
/// <param name="Before">What it is in the first.</param>
/// <param name="Now">What it is in the second.</param>
internal sealed record ColumnDifference(string What, string Before, string Now)
{
    /// <summary>The first thing in which two columns of one name differ; null if they are read alike.</summary>
    public static ColumnDifference? Find(ColumnShape before, ColumnShape now)
    {
        string column = $"of input column '{now.ColumnName}'";
        return Find($"item type {column}", before.Kind, now.Kind)
            ?? Find($"kind of column {column}", before.IsScalar ? "number" : "vector", now.IsScalar ? "number" : "vector")
            ?? Find($"dimensions {column}", ColumnShape.Text(before.Dimensions), ColumnShape.Text(now.Dimensions))
            ?? Find($"channels {column}", Text(before), Text(now))
            ?? Find($"image channels {column}", before.Image?.Channels, now.Image?.Channels)
            ?? Find($"reading of images {column}", Reading(before), Reading(now));
    }

    /// <summary>The difference of two values; null if they are equal.</summary>
    public static ColumnDifference? Find<T>(string what, T before, T now) =>
        EqualityComparer<T>.Default.Equals(before, now) ? null : new ColumnDifference(what, OrNull(before), OrNull(now));

    private static string Reading(ColumnShape column) => column.Reading is { } reading ? $"'{reading}'" : "not by ReadImages, or by an older version";

    private static string OrNull<T>(T value) => value is null ? "null" : FormattableString.Invariant($"{value}");

    private static string Text(ColumnShape column) =>
        $"{column.Channels.Channels} (channels {(column.Channels.ChannelsLast ? "last" : "first")})";
}
