using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Fitting;

/// <summary>Takes in one column's rows, in their order.</summary>
internal abstract class ColumnStatistics(ColumnShape column)
{
    public ColumnShape Column { get; } = column;

    /// <summary>Takes <paramref name="count"/> rows in, from the <paramref name="first"/> on.</summary>
    public abstract void AddRows(ColumnRows rows, int first, int count);

    /// <summary>Ends a batch of rows; <paramref name="firstRow"/> is where it began, for the error's text.</summary>
    /// <exception cref="InvalidOperationException">The batch has one value per channel, which has no variance.</exception>
    public abstract void EndBatch(long firstRow);
}
