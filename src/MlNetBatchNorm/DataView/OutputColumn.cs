using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.DataView;

/// <summary>The output column: its type, its annotations, and the getter that computes its values.</summary>
internal static class OutputColumn
{
    /// <summary>What an estimator promises of the column made from <paramref name="input"/>.</summary>
    public static SchemaShape.Column Promise(string name, SchemaShape.Column input)
    {
        List<SchemaShape.Column> annotations =
            [new(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, isKey: false)];
        if (input.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out SchemaShape.Column slotNames))
            annotations.Add(slotNames);
        return new SchemaShape.Column(name, SchemaShape.Column.VectorKind.Vector,
            ColumnShape.OutputItemType(ColumnShape.KindOf(input.ItemType)!.Value), isKey: false, new SchemaShape(annotations));
    }

    /// <summary>The column as a transformer delivers it: the input's dimensions and slot names, and that it is normalized.</summary>
    public static DataViewSchema.DetachedColumn Describe(FittedColumn column, DataViewSchema inputSchema)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, (ref bool value) => value = true);
        annotations.Add(inputSchema[column.InputColumnName].Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
        var type = new VectorDataViewType(ColumnShape.OutputItemType(column.Kind), column.Dimensions);
        return new DataViewSchema.DetachedColumn(column.OutputColumnName, type, annotations.ToAnnotations());
    }

    /// <summary>A getter of the normalized values of the row that <paramref name="input"/> stands on.</summary>
    public static Delegate MakeGetter(FittedColumn column, DataViewRow input) => column.Kind switch
    {
        ItemKind.Single => Getter<float, float>(column, input),
        ItemKind.Double => Getter<double, double>(column, input),
        _ => Getter<byte, float>(column, input),
    };

    private static ValueGetter<VBuffer<T>> Getter<TSource, T>(FittedColumn column, DataViewRow input)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AffineMap<T> map = ParametersMap.Create<T>(column.Channels, column.Parameters);
        var row = new DenseRow<TSource>(input, column.InputColumnName, column.Channels.Size);
        return (ref VBuffer<T> destination) =>
        {
            ReadOnlySpan<TSource> source = row.Read();
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, source.Length);
            AffineKernel.Apply(source, editor.Values, map);
            destination = editor.Commit();
        };
    }
}
