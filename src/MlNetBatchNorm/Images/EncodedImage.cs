using SkiaSharp;

namespace MlNetBatchNorm.Images;

/// <summary>An image of an <see cref="EncodedFile"/>, whose header was read.</summary>
internal sealed class EncodedImage : IDisposable
{
    /// <summary>Decoders of JPEG files scale by eighths.</summary>
    private const int Scales = 8;

    private static ReadOnlySpan<byte> EndOfJpeg => [0xFF, 0xD9];

    private readonly EncodedFile _file;
    private readonly SKData _data;

    private EncodedImage(EncodedFile file, SKData data, SKCodec codec)
    {
        _file = file;
        _data = data;
        Codec = codec;
    }

    /// <summary>What decodes it.</summary>
    public SKCodec Codec { get; }

    /// <summary>Whether the file has no end. The decoder of JPEG files that are sent scan by scan takes a missing one for a mistake in them.</summary>
    public bool IsCutOff => Codec.EncodedFormat == SKEncodedImageFormat.Jpeg && _file.Bytes.LastIndexOf(EndOfJpeg) < 0;

    /// <summary>The size in the file.</summary>
    public ImageSize Size => new(Codec.Info.Width, Codec.Info.Height);

    /// <summary>Whether the pixels are coded in blocks, so that those that are not needed can be left out.</summary>
    public bool HasBlocks => Codec.EncodedFormat == SKEncodedImageFormat.Jpeg;

    /// <summary>Whether pixels may be transparent.</summary>
    public bool HasAlpha => Codec.Info.AlphaType != SKAlphaType.Opaque;

    /// <summary>How the image lies in the file.</summary>
    public Orientation Orientation =>
        Orientation.Of(Codec.EncodedFormat == SKEncodedImageFormat.Png ? PngOrientation.Find(_file.Bytes) : Codec.EncodedOrigin);

    /// <summary>The red, green and blue that transparent pixels have in the file, where decoding loses them; empty where it doesn't.</summary>
    public ReadOnlySpan<byte> TransparentColor => Codec.EncodedFormat == SKEncodedImageFormat.Gif ? GifTransparency.FindColor(_file.Bytes) : [];

    /// <summary>Reads the header of a file, which must stay as it is until the image is disposed of.</summary>
    /// <returns>The image; or null and why the file cannot be used.</returns>
    public static (EncodedImage? Image, string? Problem) Open(EncodedFile file, long maxPixels)
    {
        SKData data = SKData.Create(file.Address, file.Length);
        SKCodec? codec = SKCodec.Create(data);
        if (codec is null)
        {
            data.Dispose();
            return (null, "it is not an image, or of a format that cannot be decoded");
        }

        var image = new EncodedImage(file, data, codec);
        if (image.Size.Pixels <= maxPixels)
            return (image, null);
        string problem = FormattableString.Invariant($"it is {image.Size}, more than {maxPixels} pixels");
        image.Dispose();
        return (null, problem);
    }

    /// <summary>The smallest size that it can be decoded at and that is at least as large as another.</summary>
    public ImageSize ScaledSize(ImageSize least)
    {
        if (Codec.EncodedFormat != SKEncodedImageFormat.Jpeg)
            return Size;
        for (int eighths = 1; eighths < Scales; eighths++)
        {
            SKSizeI scaled = Codec.GetScaledDimensions((float)eighths / Scales);
            if (scaled.Width >= least.Width && scaled.Height >= least.Height)
                return new(scaled.Width, scaled.Height);
        }

        return Size;
    }

    public void Dispose()
    {
        Codec.Dispose();
        _data.Dispose();
    }
}
