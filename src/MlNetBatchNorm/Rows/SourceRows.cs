using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>Makes what reads a column, by the column's kind.</summary>
internal static class SourceRows
{
    /// <summary>Binds to a row's column.</summary>
    public static SourceRow Create(DataViewRow row, ColumnShape column) => Create(row, column, default(AsSourceRow));

    /// <summary>Binds to a row's column, and hands it over with the type of its normalized values.</summary>
    public static TResult Create<TResult>(DataViewRow row, ColumnShape column, IRowConsumer<TResult> consumer) => column.Kind switch
    {
        ColumnKind.Single => consumer.Take(new RealRow<float>(row, column)),
        ColumnKind.Double => consumer.Take(new RealRow<double>(row, column)),
        ColumnKind.Byte => consumer.Take(new ByteRow(row, column)),
        _ => consumer.Take(new PixelRow(row, column.ColumnName, column.Image!.Value)),
    };

    /// <summary>Places for so many rows of a column.</summary>
    public static ColumnRows EmptyRows(ColumnShape column, int capacity) => (column.Kind, column.Channels.Spatial) switch
    {
        (ColumnKind.Single, 1) => new ValueRows<float>(column.Channels.Channels, capacity),
        (ColumnKind.Double, 1) => new ValueRows<double>(column.Channels.Channels, capacity),
        (ColumnKind.Byte, 1) => new ByteRows(column.Channels.Channels, capacity),
        _ => new MomentRows([.. Enumerable.Range(0, capacity).Select(_ => EmptyMoments(column))]),
    };

    /// <summary>How many rows of a column are best added to its statistics at once: one where a row takes long.</summary>
    public static int RowsAtOnce(ColumnShape column) =>
        column.Kind == ColumnKind.Image || column.Channels.Spatial > 1 ? 1 : RealMoments.RowsAtOnce(column.Channels.Channels);

    /// <summary>Empty moments of a batch of a column's rows.</summary>
    public static ChannelMoments EmptyBatch(ColumnShape column) => column.Kind switch
    {
        ColumnKind.Double => Counted(column, new PivotedMoments(column.Channels.Channels)),
        _ => EmptyMoments(column),
    };

    /// <summary>Empty moments of one row of a column.</summary>
    public static ChannelMoments EmptyMoments(ColumnShape column) => column.Kind.HoldsBytes()
        ? new ByteMoments(column.Channels.Channels)
        : Counted(column, new RealMoments(column.Channels.Channels));

    private static ChannelMoments Counted(ColumnShape column, ChannelMoments moments) => column.IgnoresNonFinite ? new CountedMoments(moments) : moments;

    private readonly struct AsSourceRow : IRowConsumer<SourceRow>
    {
        SourceRow IRowConsumer<SourceRow>.Take<T>(SourceRow<T> row) => row;
    }
}
