using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.DataView;

/// <summary>Reads one column of the row that a cursor stands on, sparse rows as their dense selves. The source's values are never written to.</summary>
internal sealed class DenseRow<T>(DataViewRow row, string columnName, int size) where T : unmanaged
{
    private readonly ValueGetter<VBuffer<T>> _getter = row.GetGetter<VBuffer<T>>(row.Schema[columnName]);
    private VBuffer<T> _value;
    private VBuffer<T> _dense;

    /// <summary>The values of the current row; good until the next call.</summary>
    /// <exception cref="InvalidOperationException">The row is not as long as its column's type says.</exception>
    public ReadOnlySpan<T> Read()
    {
        _getter(ref _value);
        if (_value.Length != size)
            throw Errors.Data(
                $"Input column '{columnName}' has {_value.Length} values in row {row.Position} (counted from 0), but its type says {size}. " +
                "Check the transform or loader that makes the column.");
        if (_value.IsDense)
            return _value.GetValues();

        _value.CopyToDense(ref _dense);
        return _dense.GetValues();
    }
}
