using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx.Import;
using MlNetBatchNorm.OnnxAdaptation.Graph;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>The column of a data view that goes into a model.</summary>
internal sealed class ImageColumn
{
    private readonly IDataView _view;
    private readonly long? _maxRows;

    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or not what the model takes.</exception>
    public ImageColumn(IDataView view, ModelInput input, long? maxRows)
    {
        if (view.Schema.GetColumnOrNull(input.Name) is not { } column)
            throw Errors.Column(input.Name, ModelErrors.Named(
                $"was not found. The data view's columns are: {string.Join(", ", view.Schema.Select(one => one.Name))}.", input.ModelFile));
        ModelInput closed = OpenSizes.Close(input, column.Type);
        if (column.Type is not VectorDataViewType { IsKnownSize: true } vector || vector.Size != closed.Size || vector.ItemType.RawType != RawType(input.Type))
            throw Errors.Column(input.Name, ModelErrors.Named(
                $"is of type {column.Type}, but the model takes a vector of {RawType(input.Type).Name} of {closed.Size} values, {closed.Text}. " +
                "NormalizeChannels and ExtractPixels make one of images.", input.ModelFile));
        (_view, Input, _maxRows) = (view, closed, maxRows);
    }

    /// <summary>What it goes into.</summary>
    public ModelInput Input { get; }

    /// <summary>How many rows are read; null where the view doesn't know.</summary>
    public long? Rows => _view.GetRowCount() is { } rows ? Math.Min(rows, _maxRows ?? rows) : null;

    /// <summary>Reads the rows from the start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A batch is too large for an array.</exception>
    public IBatchReader Read(int batchSize)
    {
        int rows = (int)Math.Min(batchSize, Math.Max(1, Rows ?? _maxRows ?? batchSize));
        if (rows > AlignedMemory.MaxLength / Input.Size)
            throw Errors.Parameter(
                nameof(OnnxAdaptationOptions.BatchSize),
                ModelErrors.Named($"BatchSize {rows} is too large for images of {Input.Size} values: choose at most {AlignedMemory.MaxLength / Input.Size}.", Input.ModelFile));
        long max = _maxRows ?? long.MaxValue;
        return Input.Type switch
        {
            DataType.Float => new BatchReader<float>(_view, Input, rows, max),
            DataType.Double => new BatchReader<double>(_view, Input, rows, max),
            _ => new BatchReader<byte>(_view, Input, rows, max),
        };
    }

    private static Type RawType(DataType type) => type switch
    {
        DataType.Float => typeof(float),
        DataType.Double => typeof(double),
        _ => typeof(byte),
    };
}
