using System.Collections.Immutable;
using System.Diagnostics;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Persistence;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm;

/// <summary>
/// Exact statistics of the input columns of one estimator: integer sums, from which mean and variance are rounded once.
/// <see cref="BatchNormEstimator.CollectStatistics"/> collects them, on any number of machines; they merge in any order; and
/// <see cref="BatchNormEstimator.Fit(ChannelStatistics)"/> gives the same bytes as one fit of all rows.
/// </summary>
/// <remarks>Immutable, and safe for use by any number of threads. They compare by value, and equal statistics are saved as equal bytes.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class ChannelStatistics : IEquatable<ChannelStatistics>
{
    private readonly StatisticsContent _content;

    internal ChannelStatistics(StatisticsContent content)
    {
        _content = content;
        if (content.NonFinite is not null && HoldsBytes)
            _content = content with { NonFinite = NonFiniteHandling.Throw };
        ColumnNames = content.ColumnNames.ToImmutableArray();
    }

    /// <summary>The number of rows, without the skipped ones.</summary>
    public long Rows => Columns[0].Moments.Rows;

    /// <summary>
    /// The number of rows that were skipped because of a NaN or an infinity (<see cref="NonFiniteHandling.SkipRow"/>) or because they could not be read
    /// (<see cref="BatchNormEstimator.Options.SkipUnreadableRows"/>).
    /// </summary>
    public long RowsSkipped => _content.RowsSkipped;

    /// <summary>The input columns, each once, in the estimator's order.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>The shards that were collected, in ascending order; empty without a plan.</summary>
    public IReadOnlyList<Shard> Shards => (IReadOnlyList<Shard>?)ShardSet ?? [];

    /// <summary>The indices of the plan's missing shards, in ascending order; empty without a plan.</summary>
    public IReadOnlyList<int> MissingShards => (IReadOnlyList<int>?)ShardSet?.Missing ?? [];

    /// <summary>Whether all shards of the plan were collected; true without a plan.</summary>
    public bool IsComplete => MissingShards.Count == 0;

    /// <summary>The input columns and their sums.</summary>
    internal ImmutableArray<ColumnMoments> Columns => _content.Columns;

    /// <summary>Whether all columns hold bytes, which are finite.</summary>
    internal bool HoldsBytes => Columns.All(column => column.Column.Kind.HoldsBytes());

    /// <summary>
    /// How rows with a NaN or an infinity were handled; null if an old model doesn't say. Always Throw if all columns hold bytes, which are finite, so
    /// that statistics of the same bytes are equal.
    /// </summary>
    internal NonFiniteHandling? NonFinite => _content.NonFinite;

    /// <summary>The shards that are inside; null if the rows are of no plan.</summary>
    internal ShardSet? ShardSet => _content.Shards;

    /// <summary>The mean per channel, in the column's units, correctly rounded.</summary>
    /// <param name="column">The name of an input column.</param>
    /// <returns>One value per channel; NaN if there are no rows; NaN or infinite if <see cref="NonFiniteHandling.Propagate"/> let such values in.</returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No input column has the name.</exception>
    /// <remarks>
    /// A row's own mean is rounded to a double first, unless the row has one value per channel or is bytes. Nothing else is rounded before the
    /// result.
    /// </remarks>
    public ImmutableArray<double> GetMean(string column)
    {
        ColumnMoments found = Find(column);
        return [.. Channels(found).Select(found.Moments.Mean)];
    }

    /// <summary>The unbiased variance per channel, in the column's units squared, correctly rounded.</summary>
    /// <param name="column">The name of an input column.</param>
    /// <returns>
    /// One value per channel, 0 or more; NaN for fewer than two values per channel, and if <see cref="NonFiniteHandling.Propagate"/> let NaN or
    /// infinities in.
    /// </returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No input column has the name.</exception>
    /// <remarks>Rounded like <see cref="GetMean"/>; exactly 0 for a constant channel.</remarks>
    public ImmutableArray<double> GetVariance(string column)
    {
        ColumnMoments found = Find(column);
        return [.. Channels(found).Select(found.Moments.Variance)];
    }

    /// <summary>The number of values per channel that the mean and the variance are computed from.</summary>
    /// <param name="column">The name of an input column.</param>
    /// <returns>
    /// One number per channel: rows times values per row and channel, less the values that <see cref="NonFiniteHandling.IgnoreValue"/> ignored.
    /// </returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No input column has the name.</exception>
    /// <exception cref="OverflowException">A channel has more values than a long counts.</exception>
    public ImmutableArray<long> GetCounts(string column)
    {
        ColumnMoments found = Find(column);
        return [.. Channels(found).Select(channel => (long)found.Moments.CountOf(channel))];
    }

    /// <summary>The order of an image column's channels.</summary>
    /// <param name="column">The name of an input column.</param>
    /// <returns>The order of the values of <see cref="GetMean"/> and <see cref="GetVariance"/>; null for a column of numbers.</returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No input column has the name.</exception>
    public ImageChannels? GetImageChannels(string column) => Find(column).Column.Image?.Channels;

    /// <summary>How the images of a column were read.</summary>
    /// <param name="column">The name of an input column.</param>
    /// <returns>
    /// The text of the <see cref="ImageReading"/>; null for a column of numbers, for images that do not come from <c>ReadImages</c>, and for
    /// statistics of an older version. Statistics of different readings do not merge.
    /// </returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No input column has the name.</exception>
    public string? GetImageReading(string column) => Find(column).Column.Reading;

    /// <summary>Whether both have equal sums of the same columns, rows skipped and shards, or both are null.</summary>
    /// <param name="left">Statistics, or null.</param>
    /// <param name="right">Statistics, or null.</param>
    public static bool operator ==(ChannelStatistics? left, ChannelStatistics? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they would be saved as different bytes, or only one of them is null.</summary>
    /// <param name="left">Statistics, or null.</param>
    /// <param name="right">Statistics, or null.</param>
    public static bool operator !=(ChannelStatistics? left, ChannelStatistics? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(ChannelStatistics? other) =>
        ReferenceEquals(this, other) || (other is not null && StatisticsFormat.ToBytes(this).AsSpan().SequenceEqual(StatisticsFormat.ToBytes(other)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChannelStatistics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rows, RowsSkipped, Columns.Length, Shards.Count);

    /// <summary>The number of rows, the columns with the order of an image's channels, and the shards, on one line.</summary>
    public override string ToString()
    {
        string columns = string.Join(", ", Columns.Select(column => Describe(column.Column)));
        string skipped = RowsSkipped > 0 ? $" ({RowsSkipped} skipped)" : "";
        string shards = ShardSet is { } set ? $"; {set.Count} of {set.Planned} shards of '{set.Plan}'" : "";
        return FormattableString.Invariant($"{Rows} rows of {columns}{skipped}{shards}");
    }

    private static string Describe(ColumnShape column) => column.Image is { } image ? $"'{column.ColumnName}' ({image.Channels})" : $"'{column.ColumnName}'";

    private static IEnumerable<int> Channels(ColumnMoments column) => Enumerable.Range(0, column.Column.Channels.Channels);

    internal ColumnMoments Find(string column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return Columns.FirstOrDefault(found => found.Column.ColumnName == column)
            ?? throw Errors.Parameter(nameof(column), $"No input column is named '{column}'. The input columns are: {string.Join(", ", ColumnNames)}.");
    }
}
