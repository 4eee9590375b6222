using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Fitting;

/// <summary>Exact statistics: the sums of all rows, which merge with those of other rows. Batches don't matter.</summary>
internal sealed class PooledColumn(ColumnShape column) : ColumnStatistics(column)
{
    private readonly ExactMoments _moments = new(column.Channels, column.Kind.HoldsBytes());

    /// <summary>The sums, once all rows are in.</summary>
    public ColumnMoments Moments => new(Column, _moments);

    public override void AddRow(ChannelMoments row) => _moments.Add(row);

    public override void EndBatch(long firstRow)
    {
    }
}
