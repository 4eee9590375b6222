using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Pixels;
using MlNetBatchNorm.Numerics.Resampling;

namespace MlNetBatchNorm.Images;

/// <summary>
/// Reads one image after the other as an <see cref="ImageReading"/> says, in memory that is used again. An image is resized while it is decoded: its
/// rows as they come and then, once all are there, its columns. Not thread-safe.
/// </summary>
internal sealed class ImageReader
{
    private readonly ImageReading _reading;
    private readonly ImageDecoder _decoder = new();
    private readonly ResamplingWeights _horizontal = new();
    private readonly ResamplingWeights _vertical = new();
    private readonly RowsReceiver _copyRows;
    private readonly RowsReceiver _resizeRows;
    private readonly RowsReceiver _resizeTransposed;
    private byte[] _passed = [];
    private byte[] _resized = [];
    private byte[] _pixels = [];
    private ReadingPlan _plan;
    private ImageSize _decoded;
    private bool _hasAlpha;
    private uint _transparent;

    public ImageReader(ImageReading reading)
    {
        _reading = reading;
        _copyRows = CopyRows;
        _resizeRows = ResizeRows;
        _resizeTransposed = ResizeTransposed;
    }

    /// <summary>The size of the image that was read last.</summary>
    public ImageSize Size => _plan.Size;

    /// <summary>The pixels of the image that was read last: red, green, blue and an alpha of 255, row by row.</summary>
    public ReadOnlySpan<byte> Pixels => PixelSpan;

    private Span<byte> PixelSpan => _pixels.AsSpan(0, checked((int)(Size.Pixels * PixelByte.Size)));

    /// <summary>Reads an image.</summary>
    /// <returns>Why it cannot be used; null if it was read.</returns>
    public string? Read(EncodedFile file)
    {
        (EncodedImage? image, string? problem) = EncodedImage.Open(file, _reading.MaxPixels);
        using (image)
            return image is null ? problem : Read(image, _reading.ApplyOrientation ? image.Orientation : default);
    }

    private string? Read(EncodedImage image, Orientation orientation)
    {
        if (ReadingPlan.Of(_reading, orientation.Turn(image.Size)) is not { } plan)
            return FormattableString.Invariant($"it is {image.Size}, and would be too large with a shorter side of {_reading.ShortSide} pixels");
        // Turned back, for a turn and its inverse swap the same axes.
        _decoded = _reading.Decoding == ImageDecoding.Scaled ? image.ScaledSize(orientation.Turn(plan.Resized.Twice)) : image.Size;
        _plan = plan.From(orientation.Turn(_decoded), orientation);
        _hasAlpha = image.HasAlpha;
        _transparent = AlphaKernel.Pixel(image.TransparentColor);
        Reserve(ref _pixels, Size.Pixels * PixelByte.Size);
        if (_plan.IsCopy && orientation == default)
            return Decode(image, PixelArea.Of(_decoded), asOne: false, _copyRows);
        _horizontal.Prepare(_plan.Horizontal.Map, _reading.Interpolation);
        _vertical.Prepare(_plan.Vertical.Map, _reading.Interpolation);
        return orientation.IsTransposed ? ReadTransposed(image) : ReadUpright(image);
    }

    private string? ReadUpright(EncodedImage image)
    {
        int stride = PixelRows.Stride(_horizontal.Count);
        Reserve(ref _passed, PixelRows.Bytes(stride, _vertical.End - _vertical.Begin));
        if (Decode(image, new(_horizontal.Begin, _vertical.Begin, _horizontal.End, _vertical.End), asOne: false, _resizeRows) is { } problem)
            return problem;
        Reserve(ref _resized, PixelRows.Bytes(stride, _vertical.Count));
        ResamplingKernel.Vertical(_passed, _vertical.Begin, stride, _horizontal.Count, _vertical, _resized);
        Placement.Place(_resized, stride, _plan, PixelSpan);
        return null;
    }

    /// <summary>The image's rows are the file's columns, and rows are resized first: all must be there.</summary>
    private string? ReadTransposed(EncodedImage image)
    {
        if (Decode(image, new(_vertical.Begin, _horizontal.Begin, _vertical.End, _horizontal.End), asOne: true, _resizeTransposed) is { } problem)
            return problem;
        Placement.PlaceTransposed(_resized, PixelRows.Stride(_vertical.Count), _plan, PixelSpan);
        return null;
    }

    private string? Decode(EncodedImage image, PixelArea needed, bool asOne, RowsReceiver receive) => _decoder.Decode(image, _decoded, needed, asOne, receive);

    private void CopyRows(Span<byte> rows, int stride, int left, int top, int count)
    {
        int length = Size.Width * PixelByte.Size;
        for (int i = 0; i < count; i++)
        {
            Span<byte> row = rows.Slice(i * stride, length);
            MakeOpaque(row);
            row.CopyTo(PixelSpan[((top + i) * length)..]);
        }
    }

    private void ResizeRows(Span<byte> rows, int stride, int left, int top, int count)
    {
        int begin = Math.Max(top, _vertical.Begin);
        int end = Math.Min(top + count, _vertical.End);
        if (begin >= end)
            return;
        Span<byte> needed = rows[((begin - top) * stride)..];
        MakeOpaque(needed[..((end - begin) * stride)]);
        int passedStride = PixelRows.Stride(_horizontal.Count);
        Span<byte> passed = _passed.AsSpan((begin - _vertical.Begin) * passedStride);
        ResamplingKernel.Horizontal(needed, left, stride, end - begin, _horizontal, passed, passedStride);
    }

    private void ResizeTransposed(Span<byte> rows, int stride, int left, int top, int count)
    {
        MakeOpaque(rows[..(count * stride)]);
        Reserve(ref _passed, PixelRows.Bytes(stride, _horizontal.Count));
        ResamplingKernel.Vertical(rows, top, stride, stride / PixelByte.Size, _horizontal, _passed);
        int resizedStride = PixelRows.Stride(_vertical.Count);
        Reserve(ref _resized, PixelRows.Bytes(resizedStride, _horizontal.Count));
        ResamplingKernel.Horizontal(_passed, left, stride, _horizontal.Count, _vertical, _resized, resizedStride);
    }

    private void MakeOpaque(Span<byte> pixels)
    {
        if (!_hasAlpha)
            return;
        if (_reading.Alpha == ImageAlpha.Drop)
            AlphaKernel.Drop(pixels, _transparent);
        else
            AlphaKernel.Blend(pixels, _reading.Alpha == ImageAlpha.OverWhite ? byte.MaxValue : byte.MinValue);
    }

    private static void Reserve(ref byte[] bytes, long length)
    {
        if (bytes.Length < length)
            bytes = GC.AllocateUninitializedArray<byte>(checked((int)length));
    }
}
