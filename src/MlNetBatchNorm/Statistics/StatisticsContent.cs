using System.Collections.Immutable;

namespace MlNetBatchNorm.Statistics;

/// <summary>All that exact statistics hold.</summary>
/// <param name="Columns">The input columns, each once, and their sums.</param>
/// <param name="RowsSkipped">How many rows were left out.</param>
/// <param name="NonFinite">How a NaN or an infinity was treated; null where an old model doesn't say.</param>
/// <param name="Shards">The shards that are inside; null if the rows are of no plan.</param>
internal sealed record StatisticsContent(ImmutableArray<ColumnMoments> Columns, long RowsSkipped, NonFiniteHandling? NonFinite, ShardSet? Shards = null)
{
    public IEnumerable<string> ColumnNames => Columns.Select(column => column.Column.ColumnName);
}
