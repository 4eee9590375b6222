using Microsoft.ML;

namespace MlNetBatchNorm.DataView;

/// <summary>Binds readers of values to the columns of a row.</summary>
internal static class ValueRows
{
    /// <summary>A vector column's values.</summary>
    public static ValueRow<T> Dense<T>(DataViewRow row, ColumnShape column) where T : unmanaged =>
        new DenseRow<T>(row, column.ColumnName, column.Channels.Size);

    /// <summary>The bytes of a vector column or of an image column.</summary>
    public static ValueRow<byte> Bytes(DataViewRow row, ColumnShape column) =>
        column.Image is { } image ? new PixelRow(row, column.ColumnName, image) : Dense<byte>(row, column);
}
