namespace MlNetBatchNorm.Images;

/// <summary>A size in pixels.</summary>
internal readonly record struct ImageSize(int Width, int Height)
{
    public long Pixels => (long)Width * Height;

    /// <summary>Twice as wide and as high.</summary>
    public ImageSize Twice => new(2 * Width, 2 * Height);

    public override string ToString() => FormattableString.Invariant($"{Width}x{Height}");
}
