using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.DataView;

/// <summary>Values of a vector column, sparse rows as their dense selves.</summary>
internal sealed class DenseRow<T>(DataViewRow row, string columnName, int size) : ValueRow<T> where T : unmanaged
{
    private readonly ValueGetter<VBuffer<T>> _getter = row.GetGetter<VBuffer<T>>(row.Schema[columnName]);
    private VBuffer<T> _value;
    private VBuffer<T> _dense;

    public override ReadOnlySpan<T> Read()
    {
        _getter(ref _value);
        if (_value.Length != size)
            throw RowErrors.Create(row, columnName, $"{_value.Length} values", $"{size}. Check the transform or loader that makes the column.");
        if (_value.IsDense)
            return _value.GetValues();

        _value.CopyToDense(ref _dense);
        return _dense.GetValues();
    }
}
