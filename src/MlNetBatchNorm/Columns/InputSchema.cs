using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Columns;

/// <summary>The schema of a view that has given input columns.</summary>
internal static class InputSchema
{
    public static DataViewSchema Of(IEnumerable<ColumnShape> columns)
    {
        var schema = new DataViewSchema.Builder();
        foreach (ColumnShape column in columns)
            schema.AddColumn(column.ColumnName, TypeOf(column), column.Reading is { } reading ? ReadColumn.Annotate(reading) : null);
        return schema.ToSchema();
    }

    private static DataViewType TypeOf(ColumnShape column) => column switch
    {
        { Image: { } image } => new ImageDataViewType(image.Height, image.Width),
        { Kind: ColumnKind.Byte, IsScalar: true } => NumberDataViewType.Byte,
        { Kind: ColumnKind.Byte } => new VectorDataViewType(NumberDataViewType.Byte, column.Dimensions),
        _ => column.OutputType,
    };
}
