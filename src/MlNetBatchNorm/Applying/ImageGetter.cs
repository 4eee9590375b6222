using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Images;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Applying;

/// <summary>Reads the image of a row. Each getter has memory of its own, which all its rows use.</summary>
internal sealed class ImageGetter
{
    private readonly ReadColumn _column;
    private readonly DataViewRow _row;
    private readonly EncodedFile _file = new();
    private readonly ImageReader _reader;
    private readonly Func<string?> _load;
    private string? _path;

    private ImageGetter(ReadColumn column, DataViewRow row)
    {
        _column = column;
        _row = row;
        _reader = new ImageReader(column.Reading);
        DataViewSchema.Column input = row.Schema[column.InputColumnName];
        _load = input.Type is TextDataViewType
            ? FromPaths(row.GetGetter<ReadOnlyMemory<char>>(input))
            : FromBytes(row.GetGetter<VBuffer<byte>>(input));
    }

    /// <summary>A getter of the images of a row's column.</summary>
    public static ValueGetter<MLImage> Make(ReadColumn column, DataViewRow row) => new ImageGetter(column, row).Read;

    /// <summary>As ML.NET's getters of images do, it disposes of the image that it replaces.</summary>
    private void Read(ref MLImage image)
    {
        if ((_load() ?? _reader.Read(_file)) is { } problem)
            throw Fault(problem);
        image?.Dispose();
        image = MLImage.CreateFromPixels(_reader.Size.Width, _reader.Size.Height, MLPixelFormat.Rgba32, _reader.Pixels);
    }

    private Exception Fault(string problem)
    {
        if (_path is not null)
            _column.Unreadable?.Report(new UnreadableImage(_path, problem));
        string origin = _path is null ? "" : $"{_column.InputColumnName} '{_path}'";
        return RowFault.OfFile(_column.OutputColumnName, origin, problem).InCursor(_row);
    }

    private Func<string?> FromPaths(ValueGetter<ReadOnlyMemory<char>> getter)
    {
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            _path = value.ToString();
            // Combined with nothing, a folder would be read as if it were the file.
            if (_path.Length > 0 && !string.IsNullOrEmpty(_column.ImageFolder))
                _path = Path.Combine(_column.ImageFolder, _path);
            return _file.Read(_path, _column.Reading.MaxPixels);
        };
    }

    private Func<string?> FromBytes(ValueGetter<VBuffer<byte>> getter)
    {
        VBuffer<byte> value = default;
        VBuffer<byte> dense = default;
        return () =>
        {
            getter(ref value);
            if (!value.IsDense)
                value.CopyToDense(ref dense);
            return _file.Copy(value.IsDense ? value.GetValues() : dense.GetValues(), _column.Reading.MaxPixels);
        };
    }
}
