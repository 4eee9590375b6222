using System.Collections;
using System.Collections.Immutable;

namespace MlNetBatchNorm.Columns;

/// <summary>The columns of one transformer, which are applied together, and what they share.</summary>
/// <param name="batchSize">How many rows make a batch.</param>
/// <param name="columns">The columns, at least one; statistics are tracked for all of them or for none.</param>
/// <param name="exact">The exact statistics that the columns were fitted from, and that a fit goes on from; null for running ones.</param>
internal sealed class FittedColumns(int batchSize, ImmutableArray<FittedColumn> columns, ChannelStatistics? exact = null) : IReadOnlyList<FittedColumn>
{
    public int BatchSize { get; } = batchSize;

    /// <summary>Exact statistics; null where running ones were learned, or none.</summary>
    public ChannelStatistics? Exact { get; } = exact;

    /// <summary>Which statistics were learned.</summary>
    public BatchNormStatistics Statistics => Exact is null ? BatchNormStatistics.Running : BatchNormStatistics.Exact;

    /// <summary>Whether there are statistics to normalize by, instead of each batch being normalized by its own.</summary>
    public bool TracksRunningStats => columns[0].Parameters.TracksRunningStats;

    public int Count => columns.Length;

    public FittedColumn this[int index] => columns[index];

    public IEnumerator<FittedColumn> GetEnumerator() => ((IEnumerable<FittedColumn>)columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
