using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>Reads vectors of one type of numbers.</summary>
internal sealed class BatchReader<T> : IBatchReader where T : unmanaged
{
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<VBuffer<T>> _getter;
    private readonly ModelInput _input;
    private readonly Memory<T> _values;
    private VBuffer<T> _row;
    private long _left;
    private int _rows;

    /// <param name="view">The data.</param>
    /// <param name="input">The model's input, named as the column.</param>
    /// <param name="batchSize">How many rows to read at a time.</param>
    /// <param name="maxRows">How many to read in all.</param>
    public BatchReader(IDataView view, ModelInput input, int batchSize, long maxRows)
    {
        DataViewSchema.Column column = view.Schema[input.Name];
        _cursor = view.GetRowCursor([column]);
        _getter = _cursor.GetGetter<VBuffer<T>>(column);
        _input = input;
        _values = AlignedMemory.Allocate<T>(checked(batchSize * input.Size));
        _left = maxRows;
    }

    public int Read()
    {
        int capacity = _values.Length / _input.Size;
        for (_rows = 0; _rows < capacity && _left > 0 && _cursor.MoveNext(); _rows++, _left--)
        {
            _getter(ref _row);
            _row.CopyTo(_values.Span.Slice(_rows * _input.Size, _input.Size));
        }

        return _rows;
    }

    public OrtValue Images() =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _values[..(_rows * _input.Size)], _input.Shape(_rows));

    public void Dispose() => _cursor.Dispose();
}
