using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>A column of a <see cref="MemoryView"/>.</summary>
internal abstract class MemoryColumn(string name, DataViewType type, int rows, DataViewSchema.Annotations? annotations)
{
    public string Name { get; } = name;

    public DataViewType Type { get; } = type;

    public int Rows { get; } = rows;

    public DataViewSchema.Annotations? Annotations { get; } = annotations;

    /// <summary>A column of values of any type.</summary>
    public static MemoryColumn Create<T>(string name, DataViewType type, T[] values, DataViewSchema.Annotations? annotations = null) =>
        new Of<T>(name, type, values, annotations);

    /// <summary>A column of numbers.</summary>
    public static MemoryColumn Vectors<T>(string name, T[][] rows, int[] dimensions, DataViewSchema.Annotations? annotations = null)
        where T : unmanaged =>
        Vectors(name, [.. rows.Select(row => new VBuffer<T>(row.Length, row))], dimensions, annotations);

    /// <summary>A column of numbers without rows.</summary>
    public static MemoryColumn Empty<T>(string name, params int[] dimensions) where T : unmanaged => Vectors(name, Array.Empty<T[]>(), dimensions);

    /// <summary>A column of numbers, dense or sparse.</summary>
    public static MemoryColumn Vectors<T>(string name, VBuffer<T>[] rows, int[] dimensions, DataViewSchema.Annotations? annotations = null)
        where T : unmanaged =>
        new Of<VBuffer<T>>(name, new VectorDataViewType(ItemType(typeof(T)), dimensions), rows, annotations);

    /// <summary>A column of numbers, dense or sparse, that are copied into the reader's buffer, as most sources of ML.NET do.</summary>
    public static MemoryColumn Copies<T>(string name, VBuffer<T>[] rows, int[] dimensions) where T : unmanaged =>
        new OfCopies<T>(name, new VectorDataViewType(ItemType(typeof(T)), dimensions), rows);

    /// <summary>A column of text.</summary>
    public static MemoryColumn Text(string name, params string[] values) =>
        Create(name, TextDataViewType.Instance, [.. values.Select(value => value.AsMemory())]);

    /// <summary>A getter of the value in the row that <paramref name="position"/> tells.</summary>
    public abstract Delegate MakeGetter(Func<long> position);

    private static NumberDataViewType ItemType(Type type) =>
        type == typeof(float) ? NumberDataViewType.Single
        : type == typeof(double) ? NumberDataViewType.Double
        : type == typeof(byte) ? NumberDataViewType.Byte
        : type == typeof(int) ? NumberDataViewType.Int32
        : throw new NotSupportedException($"{type} is not the item type of any column.");

    private sealed class Of<T>(string name, DataViewType type, T[] values, DataViewSchema.Annotations? annotations)
        : MemoryColumn(name, type, values.Length, annotations)
    {
        public override Delegate MakeGetter(Func<long> position) => (ValueGetter<T>)((ref T value) => value = values[position()]);
    }

    private sealed class OfCopies<T>(string name, DataViewType type, VBuffer<T>[] rows) : MemoryColumn(name, type, rows.Length, annotations: null)
    {
        public override Delegate MakeGetter(Func<long> position) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => rows[position()].CopyTo(ref value));
    }
}
