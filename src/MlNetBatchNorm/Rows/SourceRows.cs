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

    /// <summary>Moments of one row of a column, for adding to an <see cref="EmptyBatch"/>.</summary>
    public static ChannelMoments EmptyRowMoments(ColumnShape column) => (column.Kind, column.Channels.Spatial) switch
    {
        (ColumnKind.Single, 1) => new ValueMoments<float>(column.Channels.Channels),
        (ColumnKind.Double, 1) => new ValueMoments<double>(column.Channels.Channels),
        _ => EmptyMoments(column),
    };

    /// <summary>Empty moments of many rows of a column.</summary>
    public static ChannelMoments EmptyMoments(ColumnShape column) => column.Kind.HoldsBytes()
        ? new ByteMoments(column.Channels.Channels)
        : new RealMoments(column.Channels.Channels);

    /// <summary>A batch without rows; <paramref name="finite"/> says whether a NaN or an infinity never gets in.</summary>
    public static BatchMoments EmptyBatch(ColumnShape column, bool finite) => (column.Kind, column.Channels.Spatial) switch
    {
        (ColumnKind.Single, 1) => new ValueBatch<float>(column.Channels.Channels, finite),
        // Two finite doubles may be too far apart for a finite difference.
        (ColumnKind.Double, 1) => new ValueBatch<double>(column.Channels.Channels, finite: false),
        _ => new BatchMoments(EmptyMoments(column)),
    };

    private readonly struct AsSourceRow : IRowConsumer<SourceRow>
    {
        SourceRow IRowConsumer<SourceRow>.Take<T>(SourceRow<T> row) => row;
    }
}
