using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Fitting;

/// <summary>Exact statistics: the moments of all rows, which merge with those of other rows.</summary>
internal sealed class PooledColumn : ColumnStatistics
{
    private readonly ChannelMoments _pooled;
    private long _batches;

    public PooledColumn(ColumnShape column, FittedColumn? previous)
        : base(column)
    {
        _pooled = SourceRows.EmptyMoments(column);
        if (previous is not { Pooled: { } pooled })
            return;
        _pooled.Merge(pooled);
        _batches = previous.Parameters.NumBatchesTracked;
    }

    public override void AddRow(ChannelMoments row) => _pooled.Merge(row);

    public override void EndBatch(long firstRow) => _batches++;

    public override LearnedStatistics Learn()
    {
        if (_pooled.Count < 2)
            throw Errors.Data(
                $"Input column '{Column.ColumnName}' has {_pooled.Count} value per channel in all, and one value has no variance. Fit on more rows.");
        IEnumerable<int> channels = Enumerable.Range(0, _pooled.Channels);
        return new([.. channels.Select(c => (float)_pooled.Mean(c))], [.. channels.Select(c => (float)_pooled.UnbiasedVariance(c))], _batches, _pooled);
    }
}
