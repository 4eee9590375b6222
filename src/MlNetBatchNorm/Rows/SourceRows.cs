using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>Makes what reads a column, by the column's kind.</summary>
internal static class SourceRows
{
    /// <summary>Binds to a row's column.</summary>
    public static SourceRow Create(DataViewRow row, ColumnShape column) => column.Kind switch
    {
        ColumnKind.Single => new RealRow<float>(row, column),
        ColumnKind.Double => new RealRow<double>(row, column),
        ColumnKind.Byte => new ByteRow(row, column),
        _ => new PixelRow(row, column.ColumnName, column.Image!.Value),
    };

    /// <summary>Empty moments of the kind that a column's rows have.</summary>
    public static ChannelMoments EmptyMoments(ColumnShape column) => column.Kind.HoldsBytes()
        ? new ByteMoments(column.Channels.Channels)
        : new RealMoments(column.Channels.Channels);
}
