using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Columns;

/// <summary>
/// The output column's type and annotations: the input's dimensions and slot names, that it is normalized, and what was learned. What an
/// estimator promises and what a transformer delivers are side by side here, because they must agree.
/// </summary>
internal static class OutputSchema
{
    /// <summary>What an estimator promises of the column made from <paramref name="input"/>.</summary>
    public static SchemaShape.Column Promise(string name, SchemaShape.Column input, ColumnKind kind, bool tracked, bool affine)
    {
        List<SchemaShape.Column> annotations =
            [new(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, isKey: false)];
        if (input.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out SchemaShape.Column slotNames))
            annotations.Add(slotNames);
        string[] learned = [.. Learned(tracked, affine)];
        annotations.AddRange(learned.Select(kind =>
            new SchemaShape.Column(kind, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false)));
        bool isNumber = input.Kind == SchemaShape.Column.VectorKind.Scalar && kind != ColumnKind.Image;
        return new SchemaShape.Column(name, isNumber ? SchemaShape.Column.VectorKind.Scalar : SchemaShape.Column.VectorKind.Vector, kind.OutputItemType(), isKey: false,
            new SchemaShape(annotations));
    }

    /// <summary>The column as a transformer delivers it.</summary>
    public static DataViewSchema.DetachedColumn Describe(FittedColumn column, DataViewSchema inputSchema)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, (ref bool value) => value = true);
        annotations.Add(inputSchema[column.Input.ColumnName].Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
        foreach (string kind in Learned(column.Parameters.TracksRunningStats, column.Parameters.IsAffine))
            AddValues(annotations, kind, ValuesOf(kind, column.Parameters));
        return new DataViewSchema.DetachedColumn(column.OutputColumnName, column.Input.OutputType, annotations.ToAnnotations());
    }

    private static IEnumerable<string> Learned(bool tracked, bool affine)
    {
        IEnumerable<string> statistics = tracked ? [nameof(BatchNormParameters.RunningMean), nameof(BatchNormParameters.RunningVariance)] : [];
        return affine ? statistics.Concat([nameof(BatchNormParameters.Weight), nameof(BatchNormParameters.Bias)]) : statistics;
    }

    private static ImmutableArray<float> ValuesOf(string kind, BatchNormParameters parameters) => kind switch
    {
        nameof(BatchNormParameters.RunningMean) => parameters.RunningMean,
        nameof(BatchNormParameters.RunningVariance) => parameters.RunningVariance,
        nameof(BatchNormParameters.Weight) => parameters.Weight!.Value,
        _ => parameters.Bias!.Value,
    };

    private static void AddValues(DataViewSchema.Annotations.Builder annotations, string kind, ImmutableArray<float> values) =>
        annotations.Add(kind, new VectorDataViewType(NumberDataViewType.Single, values.Length), (ref VBuffer<float> destination) =>
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref destination, values.Length);
            values.CopyTo(editor.Values);
            destination = editor.Commit();
        });
}
