using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.DataView;

/// <summary>
/// Pixels of an image column, as ExtractPixels gives them with <c>outputAsFloatArray: false</c>. A missing image is zeros, as it is there.
/// Values are those that ML.NET's images hold: in a semi-transparent image the colors are multiplied by alpha. Images belong to the column
/// that they come from, and are not disposed of here: a list of images may be read again.
/// </summary>
internal sealed class PixelRow(DataViewRow row, string columnName, ImageShape image) : ValueRow<byte>
{
    private readonly ValueGetter<MLImage> _getter = row.GetGetter<MLImage>(row.Schema[columnName]);
    private readonly byte[] _values = new byte[image.Size];
    private MLImage? _image;

    public override ReadOnlySpan<byte> Read()
    {
        _getter(ref _image!);
        if (_image is null)
            Array.Clear(_values);
        else
            Extract(_image);
        return _values;
    }

    private void Extract(MLImage found)
    {
        if (found.Height != image.Height || found.Width != image.Width)
            throw RowErrors.Create(row, columnName, $"an image of {found.Height}x{found.Width} (height x width)",
                $"{image.Height}x{image.Width}. Put ResizeImages before.");
        if (image.Channels != ImageChannels.Gray)
        {
            PixelKernel.Extract(found.Pixels, ImageShape.Offsets(image.Channels, found.PixelFormat), image.ChannelsLast, _values);
            return;
        }

        using MLImage gray = found.CloneWithGrayscale();
        PixelKernel.Extract(gray.Pixels, ImageShape.Offsets(image.Channels, gray.PixelFormat), image.ChannelsLast, _values);
    }
}
