using MlNetBatchNorm.Numerics.Resampling;
using SkiaSharp;

namespace MlNetBatchNorm.Images;

/// <summary>Decodes images in memory that is used again. Not thread-safe.</summary>
internal sealed class ImageDecoder
{
    /// <summary>The rows of a JPEG file come in groups of 8 or 16; so few stay in a near cache until they are resized.</summary>
    private const int StripRows = 16;

    /// <summary>
    /// So many pixels around a part of a JPEG file are decoded with it: colors are interpolated across the borders of blocks of at most so many pixels, and
    /// at the edge of what is decoded they are not.
    /// </summary>
    private const int BlockSize = 16;

    private readonly PinnedBytes _memory = new();

    /// <summary>Decodes an image, a few rows at a time where its format allows that.</summary>
    /// <param name="image">The image.</param>
    /// <param name="size">Its own size, or another that it can be decoded at.</param>
    /// <param name="needed">The part that is needed; more may come.</param>
    /// <param name="asOne">Whether all rows shall come at once.</param>
    /// <param name="receive">Takes the rows; the last may not come if there is a problem.</param>
    /// <returns>Why the image cannot be used; null if it was decoded.</returns>
    public string? Decode(EncodedImage image, ImageSize size, PixelArea needed, bool asOne, RowsReceiver receive)
    {
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, image.HasAlpha ? SKAlphaType.Unpremul : SKAlphaType.Opaque);
        // The rows of a BMP file come from the last to the first.
        if (image.Codec.ScanlineOrder == SKCodecScanlineOrder.BottomUp)
            return DecodeWhole(image.Codec, info, receive);
        PixelArea area = image.HasBlocks ? needed.Widen(BlockSize, size) : PixelArea.Of(size);
        return Start(image.Codec, info, area) switch
        {
            SKCodecResult.Success => DecodeRows(image.Codec, size.Height, area, asOne, receive),
            SKCodecResult.Unimplemented => DecodeWhole(image.Codec, info, receive),
            SKCodecResult.InvalidInput when image.IsCutOff => Problem(SKCodecResult.IncompleteInput),
            SKCodecResult result => Problem(result),
        };
    }

    /// <summary>
    /// Memory is said to be zero: otherwise, Skia would fill rows that a file lacks, and measure them by the columns that it was given here, which are gone by
    /// then.
    /// </summary>
    private static SKCodecResult Start(SKCodec codec, SKImageInfo info, PixelArea area) => area.Width == info.Width
        ? codec.StartScanlineDecode(info)
        : codec.StartScanlineDecode(info, new SKCodecOptions(SKZeroInitialized.Yes, new SKRectI(area.Left, 0, area.Right, info.Height)));

    private string? DecodeRows(SKCodec codec, int height, PixelArea area, bool asOne, RowsReceiver receive)
    {
        int rowsAtOnce = asOne ? area.Bottom - area.Top : Math.Min(StripRows, height);
        if (Reserve(area.Width, rowsAtOnce, out int stride) is { } problem)
            return problem;
        if (!Skip(codec, area.Top))
            return Problem(SKCodecResult.IncompleteInput);
        for (int row = area.Top; row < area.Bottom; row += rowsAtOnce)
        {
            int count = Math.Min(rowsAtOnce, area.Bottom - row);
            if (codec.GetScanlines(_memory.Address, count, stride) < count)
                return Problem(SKCodecResult.IncompleteInput);
            receive(_memory.Bytes, stride, area.Left, row, count);
        }

        return HasRest(codec, height - area.Bottom, stride) ? null : Problem(SKCodecResult.IncompleteInput);
    }

    /// <summary>Whether the rows below are there: the last one is only if all are.</summary>
    private bool HasRest(SKCodec codec, int rows, int stride) => rows == 0 || (Skip(codec, rows - 1) && codec.GetScanlines(_memory.Address, 1, stride) == 1);

    private static bool Skip(SKCodec codec, int rows) => rows == 0 || codec.SkipScanlines(rows);

    private string? DecodeWhole(SKCodec codec, SKImageInfo info, RowsReceiver receive)
    {
        if (Reserve(info.Width, info.Height, out int stride) is { } problem)
            return problem;
        SKCodecResult result = codec.GetPixels(info, _memory.Address, stride, SKCodecOptions.Default);
        if (result != SKCodecResult.Success)
            return Problem(result);
        receive(_memory.Bytes, stride, 0, 0, info.Height);
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
