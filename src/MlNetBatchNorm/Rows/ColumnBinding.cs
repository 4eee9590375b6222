using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Rows;

/// <summary>Decides by a column's kind, once and nowhere else, how its rows are read.</summary>
internal static class ColumnBinding
{
    /// <summary>How the rows of a column are read.</summary>
    public static SourceColumn Of(ColumnShape shape) => Of(shape, default(AsSourceColumn));

    /// <summary>Hands the column over with the type of its normalized values.</summary>
    public static TResult Of<TResult>(ColumnShape shape, IColumnConsumer<TResult> consumer) => shape.Kind switch
    {
        ColumnKind.Single => consumer.Take(new RealColumn<float>(shape)),
        ColumnKind.Double => consumer.Take(new RealColumn<double>(shape)),
        ColumnKind.Byte => consumer.Take(new ByteColumn(shape)),
        _ => consumer.Take(new PixelColumn(shape, shape.Image!.Value)),
    };

    private readonly struct AsSourceColumn : IColumnConsumer<SourceColumn>
    {
        SourceColumn IColumnConsumer<SourceColumn>.Take<T>(SourceColumn<T> column) => column;
    }
}
