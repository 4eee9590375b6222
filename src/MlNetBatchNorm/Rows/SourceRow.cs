using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>Reads one column of the row that a cursor stands on. Not thread-safe; the source's values are never written to.</summary>
internal abstract class SourceRow
{
    /// <summary>Binds to a row's column.</summary>
    public static SourceRow Create(DataViewRow row, ColumnShape column) => column.Kind switch
    {
        ColumnKind.Single => new RealRow<float>(row, column),
        ColumnKind.Double => new RealRow<double>(row, column),
        _ => CreateOfBytes(row, column),
    };

    /// <summary>Binds to a row's column of bytes: a vector, or an image.</summary>
    public static SourceRow<float> CreateOfBytes(DataViewRow row, ColumnShape column) =>
        column.Image is { } image ? new PixelRow(row, column.ColumnName, image) : new ByteRow(row, column);

    /// <summary>Empty moments of the kind that a column's rows have.</summary>
    public static ChannelMoments EmptyMoments(ColumnShape column) => column.Kind is ColumnKind.Single or ColumnKind.Double
        ? new RealMoments(column.Channels.Channels)
        : new ByteMoments(column.Channels.Channels);

    /// <summary>Gets the current row's value, for the other methods.</summary>
    /// <exception cref="InvalidOperationException">The row does not hold what its column's type says.</exception>
    public abstract void Read();

    /// <summary>Replaces what <paramref name="moments"/> holds by those of the value read.</summary>
    public abstract void ComputeMoments(ChannelMoments moments);
}
