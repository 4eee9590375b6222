using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Fitting;

/// <summary>Takes in the moments of one column's rows, in their order.</summary>
internal abstract class ColumnStatistics(ColumnShape column)
{
    public ColumnShape Column { get; } = column;

    /// <summary>Takes a row in.</summary>
    public abstract void AddRow(ChannelMoments row);

    /// <summary>Ends a batch of rows; <paramref name="firstRow"/> is where it began, for the error's text.</summary>
    /// <exception cref="InvalidOperationException">The batch has one value per channel, which has no variance.</exception>
    public abstract void EndBatch(long firstRow);
}
