using Microsoft.ML;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.DataView;

/// <summary>Computes the moments of one column in the row that a cursor stands on.</summary>
internal abstract class RowMoments
{
    /// <summary>Binds to a row's column.</summary>
    public static RowMoments Create(DataViewRow row, ColumnShape column) => column.Kind switch
    {
        ItemKind.Single => new OfReals<float>(column, ValueRows.Dense<float>(row, column)),
        ItemKind.Double => new OfReals<double>(column, ValueRows.Dense<double>(row, column)),
        _ => new OfBytes(column, ValueRows.Bytes(row, column)),
    };

    /// <summary>Empty moments of the kind that a column's rows have.</summary>
    public static ChannelMoments Empty(ColumnShape column) => column.Kind is ItemKind.Single or ItemKind.Double
        ? new RealMoments(column.Channels.Channels)
        : new ByteMoments(column.Channels.Channels);

    /// <summary>Replaces what <paramref name="moments"/> holds by the current row's.</summary>
    public abstract void Compute(ChannelMoments moments);

    private sealed class OfReals<T>(ColumnShape column, ValueRow<T> row) : RowMoments where T : unmanaged
    {
        public override void Compute(ChannelMoments moments) => MomentsKernel.Compute(row.Read(), column.Channels, (RealMoments)moments);
    }

    private sealed class OfBytes(ColumnShape column, ValueRow<byte> row) : RowMoments
    {
        public override void Compute(ChannelMoments moments) => MomentsKernel.Compute(row.Read(), column.Channels, (ByteMoments)moments);
    }
}
