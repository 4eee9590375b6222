using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Numerics.Pixels;

namespace MlNetBatchNorm.Rows;

/// <summary>
/// Pixels of an image column, with the values that ExtractPixels gives. A missing image is zeros, as it is there. Values are those that
/// ML.NET's images hold: in a semi-transparent image the colors are multiplied by alpha. Images belong to the column that they come from, and
/// are not disposed of here: a list of images may be read again.
/// </summary>
internal sealed class PixelRow(DataViewRow row, string columnName, ImageShape shape) : SourceRow<float>(row, columnName)
{
    private readonly ValueGetter<MLImage> _getter = row.GetGetter<MLImage>(row.Schema[columnName]);
    private readonly KeptRows<byte> _kept = new(shape.Height * shape.Width * PixelByte.Size);
    private readonly List<MLPixelFormat> _keptFormats = [];
    private readonly ByteMoments _allBytes = new(PixelByte.Size);
    private long _position = -1;
    private MLImage? _image;
    private MLPixelFormat _format;
    private int _copied;
    private byte[] _copy = [];

    /// <summary>The image's own memory, or the copy where the image is missing or not what is asked for.</summary>
    private ReadOnlySpan<byte> Pixels => _image is null || shape.Channels == ImageChannels.Gray ? _copy.AsSpan(0, _copied) : _image.Pixels;

    private ReadOnlySpan<int> Offsets => ImageShape.Offsets(shape.Channels, _format);

    /// <summary>
    /// Reads a row once, however often it is asked for: what several consumers of a row would have decoded several times. Of an image that has
    /// its size already, ResizeImages hands out the source's own, and disposes of it when it is asked again.
    /// </summary>
    public override void Read()
    {
        if (Row.Position == _position && _position >= 0)
            return;
        _position = -1;
        _getter(ref _image!);
        if (_image is null)
            Copy(shape.Height, shape.Width).Clear();
        else
            Read(_image);
        _position = Row.Position;
    }

    public override void ComputeMoments(ChannelMoments moments) => ComputeMoments(Pixels, Offsets, moments);

    public override void Normalize(AffineMap<float> map, Span<float> destination) => PixelKernel.Apply(Pixels, Offsets, destination, map);

    public override void Keep(int index)
    {
        Read();
        byte[] place = _kept.Take(index);
        Pixels.CopyTo(place);
        _kept.Put(index, place);
        if (index == _keptFormats.Count)
            _keptFormats.Add(_format);
        _keptFormats[index] = _format;
    }

    public override void AddKept(ChannelMoments batch, ChannelMoments row, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            ComputeMoments(_kept[i], KeptOffsets(i), row);
            batch.Merge(row);
        }
    }

    public override void NormalizeKept(int index, AffineMap<float> map, Span<float> destination) =>
        PixelKernel.Apply(_kept[index], KeptOffsets(index), destination, map);

    public override void Dispose() => _kept.Dispose();

    private void ComputeMoments(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> offsets, ChannelMoments moments) =>
        PixelKernel.ComputeMoments(pixels, offsets, _allBytes, (ByteMoments)moments);

    private ReadOnlySpan<int> KeptOffsets(int index) => ImageShape.Offsets(shape.Channels, _keptFormats[index]);

    private void Read(MLImage image)
    {
        if (shape.HasSize && (image.Height != shape.Height || image.Width != shape.Width))
            throw RowFault.Mismatch(ColumnName, $"an image of {image.Height}x{image.Width} (height x width)",
                $"{shape.Height}x{shape.Width}. Put ResizeImages before.").InCursor(Row);
        _format = image.PixelFormat;
        if (shape.Channels != ImageChannels.Gray)
            return;

        using MLImage gray = image.CloneWithGrayscale();
        gray.Pixels.CopyTo(Copy(image.Height, image.Width));
    }

    private Span<byte> Copy(int height, int width)
    {
        _copied = height * width * PixelByte.Size;
        if (_copy.Length < _copied)
            _copy = new byte[_copied];
        return _copy.AsSpan(0, _copied);
    }
}
