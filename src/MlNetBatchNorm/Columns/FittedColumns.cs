using System.Collections;
using System.Collections.Immutable;

namespace MlNetBatchNorm.Columns;

/// <summary>The columns of one transformer, which are applied together, and what they share.</summary>
/// <param name="batchSize">How many rows make a batch.</param>
/// <param name="statistics">Which statistics were learned.</param>
/// <param name="columns">The columns, at least one; statistics are tracked for all of them or for none.</param>
internal sealed class FittedColumns(int batchSize, BatchNormStatistics statistics, ImmutableArray<FittedColumn> columns) : IReadOnlyList<FittedColumn>
{
    public int BatchSize { get; } = batchSize;

    public BatchNormStatistics Statistics { get; } = statistics;

    /// <summary>Whether there are statistics to normalize by, instead of each batch being normalized by its own.</summary>
    public bool TracksRunningStats => columns[0].Parameters.TracksRunningStats;

    public int Count => columns.Length;

    public FittedColumn this[int index] => columns[index];

    public IEnumerator<FittedColumn> GetEnumerator() => ((IEnumerable<FittedColumn>)columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
