namespace MlNetBatchNorm.Images;

/// <summary>A part of an image: columns and rows, each from the first on to before the end.</summary>
internal readonly record struct PixelArea(int Left, int Top, int Right, int Bottom)
{
    /// <summary>The number of columns.</summary>
    public int Width => Right - Left;

    /// <summary>All of an image.</summary>
    public static PixelArea Of(ImageSize size) => new(0, 0, size.Width, size.Height);

    /// <summary>The part that is one or two times so many pixels larger on each side, from a multiple of them on, within an image.</summary>
    public PixelArea Widen(int pixels, ImageSize size) => new(
        Math.Max(0, Left - pixels) / pixels * pixels, Math.Max(0, Top - pixels) / pixels * pixels,
        Math.Min(Right + pixels, size.Width), Math.Min(Bottom + pixels, size.Height));
}
