using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Fitting;

/// <summary>The moments of a row, or why it cannot be read.</summary>
internal sealed class ComputedRow(IReadOnlyList<ColumnShape> columns)
{
    private readonly ChannelMoments[] _moments = RowMomentsSet.Empty(columns);
    private Exception? _unreadable;

    /// <summary>Replaces the content by a cursor's current row.</summary>
    public void Compute(RowMomentsSet row) => _unreadable = row.Compute(_moments);

    /// <summary>Hands the row over.</summary>
    public void Give(RowReceiver receive) => receive(_moments, _unreadable);
}
