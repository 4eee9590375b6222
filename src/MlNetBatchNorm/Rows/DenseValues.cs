using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Rows;

/// <summary>Values of a column: of a vector, sparse rows as their dense selves; a number as a vector of one.</summary>
internal sealed class DenseValues<T>(DataViewRow row, ColumnShape column) where T : unmanaged
{
    private readonly ValueGetter<VBuffer<T>> _getter = MakeGetter(row, row.Schema[column.ColumnName], column.IsScalar);
    private VBuffer<T> _value;
    private VBuffer<T> _dense;

    /// <summary>Whether the source has handed out arrays of its own, or sparse values: then it gets a buffer that is kept here.</summary>
    public bool SourceHasArrays { get; private set; }

    /// <summary>The values that <see cref="Read()"/> got.</summary>
    public ReadOnlySpan<T> Current => _value.IsDense ? _value.GetValues() : _dense.GetValues();

    /// <summary>Gets the values of the current row.</summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column's type says.</exception>
    public void Read() => Read(ref _value);

    /// <summary>Gets the values of the current row in a buffer of the caller's; they are good until it changes, or until the next call.</summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column's type says.</exception>
    public ReadOnlySpan<T> Read(scoped ref VBuffer<T> buffer)
    {
        _getter(ref buffer);
        if (buffer.Length != column.Channels.Size)
            throw RowFault.OfLength(column.ColumnName, buffer.Length, column.Channels.Size).InCursor(row);
        if (buffer.IsDense)
            return buffer.GetValues();

        buffer.CopyToDense(ref _dense);
        return _dense.GetValues();
    }

    /// <summary>
    /// Gets the values of the current row in the caller's buffer, which is dense and of their number. A source that hands out another array, or
    /// sparse values, may keep the buffer's: it must not be used any more then, and <see cref="SourceHasArrays"/> says so.
    /// </summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column's type says.</exception>
    public ReadOnlySpan<T> Offer(VBuffer<T> buffer)
    {
        ref readonly T offered = ref MemoryMarshal.GetReference(buffer.GetValues());
        ReadOnlySpan<T> values = Read(ref buffer);
        SourceHasArrays = !Unsafe.AreSame(in offered, in MemoryMarshal.GetReference(values));
        return values;
    }

    /// <summary>
    /// Gets the values of the current row in an array, which may be longer; what follows the values stays as it is. Another array takes its place
    /// where the source may keep it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column's type says.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ReadInto(ref T[] place)
    {
        if (SourceHasArrays)
        {
            Read(ref _value).CopyTo(place);
            return;
        }

        ReadOnlySpan<T> values = Offer(new VBuffer<T>(column.Channels.Size, place));
        if (!SourceHasArrays)
            return;
        place = new T[place.Length];
        values.CopyTo(place);
    }

    /// <summary>Gets the values of the current row in place of a row that is kept, or after the last.</summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column's type says.</exception>
    public void ReadInto(KeptRows<T> rows, int index)
    {
        T[] place = rows.Take(index);
        ReadInto(ref place);
        rows.Put(index, place);
    }

    private static ValueGetter<VBuffer<T>> MakeGetter(DataViewRow row, DataViewSchema.Column column, bool isNumber)
    {
        if (!isNumber)
            return row.GetGetter<VBuffer<T>>(column);
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return (ref VBuffer<T> destination) =>
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, 1);
            getter(ref editor.Values[0]);
            destination = editor.Commit();
        };
    }
}
