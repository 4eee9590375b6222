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
    private readonly Func<(string Origin, string? Problem)> _load;

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
        (string origin, string? problem) = _load();
        if ((problem ?? _reader.Read(_file)) is { } fault)
            throw RowFault.OfFile(_column.OutputColumnName, $"{origin} of column '{_column.InputColumnName}'", fault).InCursor(_row);
        image?.Dispose();
        image = MLImage.CreateFromPixels(_reader.Size.Width, _reader.Size.Height, MLPixelFormat.Rgba32, _reader.Pixels);
    }

    private Func<(string Origin, string? Problem)> FromPaths(ValueGetter<ReadOnlyMemory<char>> getter)
    {
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            string path = value.ToString();
            // Combined with nothing, a folder would be read as if it were the file.
            if (path.Length > 0 && !string.IsNullOrEmpty(_column.ImageFolder))
                path = Path.Combine(_column.ImageFolder, path);
            return ($"the file '{path}'", _file.Read(path, _column.Reading.MaxPixels));
        };
    }

    private Func<(string Origin, string? Problem)> FromBytes(ValueGetter<VBuffer<byte>> getter)
    {
        VBuffer<byte> value = default;
        VBuffer<byte> dense = default;
        return () =>
        {
            getter(ref value);
            if (!value.IsDense)
                value.CopyToDense(ref dense);
            return ("the bytes", _file.Copy(value.IsDense ? value.GetValues() : dense.GetValues(), _column.Reading.MaxPixels));
        };
    }
}
