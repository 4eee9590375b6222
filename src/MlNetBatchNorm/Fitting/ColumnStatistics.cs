using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Fitting;

/// <summary>Turns the moments of rows, in their order, into what is learned about one column.</summary>
internal abstract class ColumnStatistics(ColumnShape column)
{
    public ColumnShape Column { get; } = column;

    /// <summary>Begins anew, or goes on from a previous fit.</summary>
    public static ColumnStatistics Create(ColumnShape column, BatchNormEstimator.Options options, FittedColumn? previous) =>
        options.Statistics == BatchNormStatistics.Exact
            ? new PooledColumn(column, previous)
            : new RunningColumn(column, options.Momentum, previous);

    /// <summary>Takes a row in.</summary>
    public abstract void AddRow(ChannelMoments row);

    /// <summary>Ends a batch of rows; <paramref name="firstRow"/> is where it began, for the error's text.</summary>
    /// <exception cref="InvalidOperationException">The batch has one value per channel, which has no variance.</exception>
    public abstract void EndBatch(long firstRow);

    /// <summary>What was learned from all rows so far.</summary>
    /// <exception cref="InvalidOperationException">Too few values went in.</exception>
    public abstract LearnedStatistics Learn();
}
