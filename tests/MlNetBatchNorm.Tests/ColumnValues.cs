using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests;

/// <summary>Data views of one vector column, made from plain arrays, and columns read back.</summary>
internal static class ColumnValues
{
    public const string Input = "X";

    public static IDataView View<T>(MLContext ml, IEnumerable<T[]> rows, params int[] dimensions) where T : struct =>
        View(ml, rows, ColumnTypeOf<T>(), dimensions);

    public static float[][] Read(IDataView view, string column) => Read<float>(view, column);

    public static T[][] Read<T>(IDataView view, string column) where T : struct
    {
        List<T[]> rows = [];
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[column]]);
        ValueGetter<VBuffer<T>> getter = cursor.GetGetter<VBuffer<T>>(view.Schema[column]);
        VBuffer<T> value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            rows.Add([.. value.DenseValues()]);
        }

        return [.. rows];
    }

    private static IDataView View<T>(MLContext ml, IEnumerable<T[]> rows, PrimitiveDataViewType itemType, int[] dimensions) where T : struct
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(VectorRow<T>));
        schema[Input].ColumnType = new VectorDataViewType(itemType, dimensions);
        IEnumerable<VectorRow<T>> values = rows.Select(row => new VectorRow<T> { X = row });
        return ml.Data.LoadFromEnumerable(rows is ICollection<T[]> ? values.ToArray() : values, schema);
    }

    private static NumberDataViewType ColumnTypeOf<T>() =>
        typeof(T) == typeof(float) ? NumberDataViewType.Single
        : typeof(T) == typeof(double) ? NumberDataViewType.Double
        : NumberDataViewType.Byte;

    private sealed class VectorRow<T> where T : struct
    {
        public T[] X { get; set; } = [];
    }
}
