using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Fitting;

/// <summary>Computes the moments of all fitted columns in a cursor's current row.</summary>
internal sealed class RowMomentsSet(DataViewRow row, IReadOnlyList<ColumnShape> columns)
{
    private readonly SourceRow[] _columns = [.. columns.Select(column => SourceRows.Create(row, column))];

    /// <summary>Empty moments, one per column.</summary>
    public static ChannelMoments[] Empty(IReadOnlyList<ColumnShape> columns) => [.. columns.Select(SourceRows.EmptyRowMoments)];

    /// <summary>Replaces the content of <paramref name="moments"/> by the current row's.</summary>
    /// <returns>Null; or the first column's fault, if the row cannot be read.</returns>
    public Exception? Compute(ChannelMoments[] moments)
    {
        for (int i = 0; i < _columns.Length; i++)
        {
            try
            {
                _columns[i].Read();
            }
#pragma warning disable CA1031 // Whatever a source throws is told with the column and the row.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                return RowFault.Of(error) is null ? RowFault.OfSource(columns[i].ColumnName, error).InCursor(row) : error;
            }

            _columns[i].ComputeMoments(moments[i]);
        }

        return null;
    }
}
