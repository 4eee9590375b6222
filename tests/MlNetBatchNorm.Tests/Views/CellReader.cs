using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>
/// Reads one column of any type as text. Floats are written so that different bits are different text, so equal text is equal bits. One
/// buffer is used for all rows, as ML.NET's own readers do.
/// </summary>
internal abstract class CellReader
{
    /// <summary>Binds to a column of the row that a cursor stands on.</summary>
    public static CellReader Of(DataViewRow row, DataViewSchema.Column column) => Create(row, nameof(DataViewRow.GetGetter), column);

    /// <summary>Binds to an annotation.</summary>
    public static CellReader Of(DataViewSchema.Annotations annotations, DataViewSchema.Column column) =>
        Create(annotations, nameof(DataViewSchema.Annotations.GetGetter), column);

    /// <summary>The current value.</summary>
    public abstract string Read();

    /// <summary>Puts the buffer that the next value is read into in a state that an earlier use might have left.</summary>
    public abstract void Spoil(BufferState state);

    /// <summary>Overwrites the value that was read last, as its owner may.</summary>
    public abstract void Overwrite();

    private static CellReader Create(object source, string method, DataViewSchema.Column column)
    {
        object getter = source.GetType().GetMethod(method)!.MakeGenericMethod(column.Type.RawType)
            .Invoke(source, BindingFlags.DoNotWrapExceptions, binder: null, [column], culture: null)!;
        Type reader = column.Type is VectorDataViewType vector
            ? typeof(OfVector<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(OfValue<>).MakeGenericType(column.Type.RawType);
        return (CellReader)Activator.CreateInstance(reader, getter)!;
    }

    private static string Text<T>(T value) => value is MLImage image
        ? $"{image.Height}x{image.Width} {Convert.ToHexString(image.Pixels)}"
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";

    private sealed class OfValue<T>(ValueGetter<T> getter) : CellReader
    {
        private T _value = default!;

        public override string Read()
        {
            getter(ref _value);
            return Text(_value);
        }

        public override void Spoil(BufferState state)
        {
        }

        public override void Overwrite()
        {
        }
    }

    private sealed class OfVector<T>(ValueGetter<VBuffer<T>> getter) : CellReader
    {
        private VBuffer<T> _value;

        public override string Read()
        {
            getter(ref _value);
            return $"[{string.Join(", ", _value.DenseValues().Select(Text))}]";
        }

        public override void Spoil(BufferState state) => _value = state switch
        {
            BufferState.Shorter => new VBuffer<T>(1, new T[1]),
            BufferState.Longer => new VBuffer<T>(_value.Length + 100, new T[_value.Length + 100]),
            BufferState.Sparse => new VBuffer<T>(_value.Length + 2, 1, new T[1], [1]),
            BufferState.SparseAndLarge => new VBuffer<T>(_value.Length + 2, 1, new T[_value.Length + 2], new int[_value.Length + 2]),
            _ => default,
        };

        public override void Overwrite() => VBufferEditor.CreateFromBuffer(ref _value).Values.Clear();
    }
}
