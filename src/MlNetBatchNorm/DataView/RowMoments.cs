using Microsoft.ML;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.DataView;

/// <summary>Computes the moments of one column in the row that a cursor stands on.</summary>
internal abstract class RowMoments
{
    /// <summary>Binds to a row's column.</summary>
    public static RowMoments Create(DataViewRow row, ColumnShape column) => column.Kind switch
    {
        ItemKind.Single => new Of<float>(row, column),
        ItemKind.Double => new Of<double>(row, column),
        _ => new Of<byte>(row, column),
    };

    /// <summary>Replaces what <paramref name="moments"/> holds by the current row's.</summary>
    public abstract void Compute(ChannelMoments moments);

    private sealed class Of<T>(DataViewRow row, ColumnShape column) : RowMoments where T : unmanaged
    {
        private readonly DenseRow<T> _row = new(row, column.ColumnName, column.Channels.Size);

        public override void Compute(ChannelMoments moments) => MomentsKernel.Compute(_row.Read(), column.Channels, moments);
    }
}
