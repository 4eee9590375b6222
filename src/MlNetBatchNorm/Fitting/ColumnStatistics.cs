using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Fitting;

/// <summary>Takes in one column's rows, in their order.</summary>
internal abstract class ColumnStatistics(ColumnShape column, bool ignoresNonFinite)
{
    private const int MostChannelsLogged = 100;

    public ColumnShape Column { get; } = column;

    /// <summary>How the column is read.</summary>
    public SourceColumn Source { get; } = ColumnBinding.Of(column with { IgnoresNonFinite = ignoresNonFinite });

    /// <summary>Says how many values each channel had, where some are missing.</summary>
    public void LogCounts(IChannel channel)
    {
        if (!Source.Shape.IgnoresNonFinite || Counts() is not { } counts)
            return;
        string more = counts.Length > MostChannelsLogged ? $", and {counts.Length - MostChannelsLogged} channels more" : "";
        channel.Info($"Column '{Column.ColumnName}' has NaN or infinite values, which were ignored. Values per channel: {string.Join(", ", counts.Take(MostChannelsLogged))}{more}.");
    }

    /// <summary>How many values each channel had; null where none is missing.</summary>
    protected abstract long[]? Counts();

    /// <summary>Takes <paramref name="count"/> rows in, from the <paramref name="first"/> on.</summary>
    public abstract void AddRows(ColumnRows rows, int first, int count);

    /// <summary>Ends a batch of rows; <paramref name="firstRow"/> is where it began, for the error's text.</summary>
    /// <exception cref="InvalidOperationException">The batch has one value per channel, which has no variance.</exception>
    public abstract void EndBatch(long firstRow);
}
