using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Reading;

/// <summary>Reads all fitted columns of a cursor's current row.</summary>
internal sealed class RowReader(DataViewRow row, IReadOnlyList<ColumnShape> columns)
{
    private readonly SourceRow[] _columns = [.. columns.Select(column => SourceRows.Create(row, column))];

    /// <summary>Reads the current row into a place among the rows of each column.</summary>
    /// <returns>Null; or the first column's fault, if the row cannot be read.</returns>
    public Exception? Read(ColumnRows[] destination, int index)
    {
        for (int i = 0; i < _columns.Length; i++)
        {
            try
            {
                _columns[i].ReadInto(destination[i], index);
            }
#pragma warning disable CA1031 // Whatever a source throws is told with the column and the row.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                return RowFault.Of(error) is null ? RowFault.OfSource(columns[i].ColumnName, error).InCursor(row) : error;
            }
        }

        return null;
    }
}
