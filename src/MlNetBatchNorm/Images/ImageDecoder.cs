using MlNetBatchNorm.Numerics.Resampling;
using SkiaSharp;

namespace MlNetBatchNorm.Images;

/// <summary>Decodes images in memory that is used again. Not thread-safe.</summary>
internal sealed class ImageDecoder
{
    /// <summary>The rows of a JPEG file come in groups of 8 or 16; so few stay in a near cache until they are resized.</summary>
    private const int StripRows = 16;

    private readonly PinnedBytes _memory = new();

    /// <summary>Decodes an image, a few rows at a time where its format allows that.</summary>
    /// <param name="image">The image.</param>
    /// <param name="size">Its own size, or another that it can be decoded at.</param>
    /// <param name="asOne">Whether all rows shall come at once.</param>
    /// <param name="receive">Takes the rows; the last may not come if there is a problem.</param>
    /// <returns>Why the image cannot be used; null if it was decoded.</returns>
    public string? Decode(EncodedImage image, ImageSize size, bool asOne, RowsReceiver receive)
    {
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, image.HasAlpha ? SKAlphaType.Unpremul : SKAlphaType.Opaque);
        // The rows of a BMP file come from the last to the first.
        if (image.Codec.ScanlineOrder == SKCodecScanlineOrder.BottomUp)
            return DecodeWhole(image.Codec, info, receive);
        return image.Codec.StartScanlineDecode(info) switch
        {
            SKCodecResult.Success => DecodeRows(image.Codec, size, asOne ? size.Height : StripRows, receive),
            SKCodecResult.Unimplemented => DecodeWhole(image.Codec, info, receive),
            SKCodecResult.InvalidInput when image.IsCutOff => Problem(SKCodecResult.IncompleteInput),
            SKCodecResult result => Problem(result),
        };
    }

    private string? DecodeRows(SKCodec codec, ImageSize size, int rowsAtOnce, RowsReceiver receive)
    {
        if (Reserve(size.Width, Math.Min(rowsAtOnce, size.Height), out int stride) is { } problem)
            return problem;
        for (int row = 0; row < size.Height; row += rowsAtOnce)
        {
            int count = Math.Min(rowsAtOnce, size.Height - row);
            if (codec.GetScanlines(_memory.Address, count, stride) < count)
                return Problem(SKCodecResult.IncompleteInput);
            receive(_memory.Bytes, stride, row, count);
        }

        return null;
    }

    private string? DecodeWhole(SKCodec codec, SKImageInfo info, RowsReceiver receive)
    {
        if (Reserve(info.Width, info.Height, out int stride) is { } problem)
            return problem;
        SKCodecResult result = codec.GetPixels(info, _memory.Address, stride, SKCodecOptions.Default);
        if (result != SKCodecResult.Success)
            return Problem(result);
        receive(_memory.Bytes, stride, 0, info.Height);
        return null;
    }

    private string? Reserve(int width, int rows, out int stride)
    {
        stride = PixelRows.Stride(width);
        long bytes = PixelRows.Bytes(stride, rows);
        if (bytes > Array.MaxLength)
            return FormattableString.Invariant($"its {width}x{rows} pixels are too many to be decoded at once");
        _memory.Reserve(bytes);
        return null;
    }

    private static string Problem(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => "it ends too early",
        _ => $"it cannot be decoded ({result})",
    };
}
