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
    private bool _writesElsewhere;

    /// <summary>The values that <see cref="Read()"/> got.</summary>
    public ReadOnlySpan<T> Current => _value.IsDense ? _value.GetValues() : _dense.GetValues();

    /// <summary>Gets the values of the current row.</summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column's type says.</exception>
    public void Read() => Read(ref _value);

    /// <summary>Gets the values of the current row in a buffer of the caller's; they are good until it changes, or until the next call.</summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column's type says.</exception>
    public ReadOnlySpan<T> Read(ref VBuffer<T> buffer)
    {
        _getter(ref buffer);
        if (buffer.Length != column.Channels.Size)
            throw RowFault.Mismatch(column.ColumnName, $"{buffer.Length} values",
                $"{column.Channels.Size}. Check the transform or loader that makes the column.").InCursor(row);
        if (buffer.IsDense)
            return buffer.GetValues();

        buffer.CopyToDense(ref _dense);
        return _dense.GetValues();
    }

    /// <summary>
    /// Gets the values of the current row in an array of the caller's, which may be longer: what follows them stays as it is. The source writes
    /// into it, unless it hands out an array of its own, or sparse values, which bring an array of indices to write into.
    /// </summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column's type says.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ReadInto(T[] destination)
    {
        if (_writesElsewhere)
        {
            Read(ref _value).CopyTo(destination);
            return;
        }

        var buffer = new VBuffer<T>(column.Channels.Size, destination);
        ReadOnlySpan<T> values = Read(ref buffer);
        if (Unsafe.AreSame(in MemoryMarshal.GetReference(values), in destination[0]))
            return;
        values.CopyTo(destination);
        _writesElsewhere = true;
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
