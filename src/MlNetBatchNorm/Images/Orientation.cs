using SkiaSharp;

namespace MlNetBatchNorm.Images;

/// <summary>How an image lies in its file: which of its axes are mirrored after the two were swapped.</summary>
/// <param name="IsTransposed">Whether the image's rows are the file's columns.</param>
/// <param name="MirrorsX">Whether the image's horizontal axis runs the other way.</param>
/// <param name="MirrorsY">Whether the image's vertical axis runs the other way.</param>
internal readonly record struct Orientation(bool IsTransposed, bool MirrorsX, bool MirrorsY)
{
    /// <summary>The size of the image for a size in the file, and the other way round.</summary>
    public ImageSize Turn(ImageSize size) => IsTransposed ? new(size.Height, size.Width) : size;

    /// <summary>By the names of EXIF's eight values: where the first row lies, and where the first column.</summary>
    public static Orientation Of(SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => new(false, true, false),
        SKEncodedOrigin.BottomRight => new(false, true, true),
        SKEncodedOrigin.BottomLeft => new(false, false, true),
        SKEncodedOrigin.LeftTop => new(true, false, false),
        SKEncodedOrigin.RightTop => new(true, true, false),
        SKEncodedOrigin.RightBottom => new(true, true, true),
        SKEncodedOrigin.LeftBottom => new(true, false, true),
        _ => default,
    };
}
