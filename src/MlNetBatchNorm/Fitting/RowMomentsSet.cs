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

    /// <summary>Replaces what <paramref name="moments"/> hold by the current row's.</summary>
    public void Compute(ChannelMoments[] moments)
    {
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i].Read();
            _columns[i].ComputeMoments(moments[i]);
        }
    }
}
