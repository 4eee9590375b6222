using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm.Fitting;

/// <summary>Exact statistics: the sums of all rows, which merge with those of other rows. Batches don't matter.</summary>
internal sealed class ExactColumn(ColumnShape column, bool ignoresNonFinite) : ColumnStatistics(column, ignoresNonFinite)
{
    private readonly ExactAccumulator _sums = new(column.Channels, column.Kind.HoldsBytes(), ignoresNonFinite);

    public override void AddRows(ColumnRows rows, int first, int count) => rows.AddTo(_sums, first, count);

    public override void EndBatch(long firstRow)
    {
    }

    protected override long[]? Counts() => _sums.Counts();

    /// <summary>The sums, once all rows are in.</summary>
    public ColumnMoments Finish() => new(Column, _sums.Finish());
}
