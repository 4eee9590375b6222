using Microsoft.ML;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>Reads one column of a cursor's current row. Not thread-safe; the source's values are never written to.</summary>
internal abstract class SourceRow(DataViewRow row, string columnName)
{
    protected DataViewRow Row { get; } = row;

    protected string ColumnName { get; } = columnName;

    /// <summary>Gets the current row's value, for the other methods.</summary>
    /// <exception cref="InvalidOperationException">The row does not hold what its column's type says.</exception>
    public abstract void Read();

    /// <summary>Replaces the content of <paramref name="moments"/>, made by <see cref="SourceColumn.EmptyMoments"/>, by the moments of the value read.</summary>
    public abstract void ComputeMoments(ChannelMoments moments);

    /// <summary>Reads the current row into its place among <paramref name="rows"/>, made by <see cref="SourceColumn.EmptyRows"/>.</summary>
    /// <returns>Null; or the fault, if the row cannot be read.</returns>
    public Exception? TryReadInto(ColumnRows rows, int index)
    {
        try
        {
            ReadInto(rows, index);
            return null;
        }
#pragma warning disable CA1031 // Whatever a source throws is told with the column and the row.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return RowFault.Of(error) is null ? RowFault.OfSource(ColumnName, error).InCursor(Row) : error;
        }
    }

    /// <summary>Reads the current row into its place.</summary>
    protected virtual void ReadInto(ColumnRows rows, int index)
    {
        Read();
        ComputeMoments(((MomentRows)rows)[index]);
    }
}
