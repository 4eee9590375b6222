using MlNetBatchNorm.Access;

namespace MlNetBatchNorm;

/// <summary>
/// How an image file becomes an image of the size that a network needs: torchvision's <c>Resize</c> and <c>CenterCrop</c>, with the same pixels to
/// the byte.
/// </summary>
/// <remarks>Immutable, and safe for use by any number of threads.</remarks>
public sealed record ImageReading
{
    /// <summary>2^26 * 3: as many pixels as the cameras of today's phones take.</summary>
    internal const long DefaultMaxPixels = 201_326_592;

    /// <summary>An image of this width and height takes 1 GB.</summary>
    internal const int LargestLength = 16384;

    private readonly ImageInterpolation _interpolation;
    private readonly ImageDecoding _decoding;
    private readonly ImageAlpha _alpha;
    private readonly long _maxPixels = DefaultMaxPixels;

    private ImageReading(int? shortSide, int? width, int? height)
    {
        ShortSide = shortSide;
        Width = width;
        Height = height;
    }

    /// <summary><c>Resize(256), CenterCrop(224)</c>, as most of torchvision's classification models use.</summary>
    public static ImageReading ImageNet { get; } = ResizeAndCrop(256, 224, 224);

    /// <summary>
    /// Every image in its own size. The column's size is then unknown, and in this library only <see cref="BatchNormEstimator.CollectStatistics"/> accepts
    /// it, counting every pixel of every image.
    /// </summary>
    public static ImageReading OwnSize { get; } = new(null, null, null);

    /// <summary>The length that an image's shorter side is resized to; null if images are stretched, or keep their size.</summary>
    public int? ShortSide { get; }

    /// <summary>The width of the images that are read, in pixels; null if they keep their own.</summary>
    public int? Width { get; }

    /// <summary>The height of the images that are read, in pixels; null if they keep their own.</summary>
    public int? Height { get; }

    /// <summary>The filter that images are resized with. Default <see cref="ImageInterpolation.Bilinear"/>, as in torchvision.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ImageInterpolation Interpolation
    {
        get => _interpolation;
        init => _interpolation = Defined(value, nameof(Interpolation));
    }

    /// <summary>The size at which JPEG files are decoded. Default <see cref="ImageDecoding.Full"/>, as in torchvision.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ImageDecoding Decoding
    {
        get => _decoding;
        init => _decoding = Defined(value, nameof(Decoding));
    }

    /// <summary>How transparency is treated. Default <see cref="ImageAlpha.Drop"/>, as in torchvision.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ImageAlpha Alpha
    {
        get => _alpha;
        init => _alpha = Defined(value, nameof(Alpha));
    }

    /// <summary>
    /// Whether images are rotated by their EXIF orientation before they are resized. Default false, as in torchvision, which leaves photographs as the
    /// sensor took them.
    /// </summary>
    public bool ApplyOrientation { get; init; }

    /// <summary>The largest width times height of a file, at least 1. A larger image is an error before it is decoded. Default 201,326,592.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public long MaxPixels
    {
        get => _maxPixels;
        init => _maxPixels = value >= 1 ? value
            : throw Errors.Parameter(nameof(MaxPixels), FormattableString.Invariant($"MaxPixels must be at least 1, but is {value}."));
    }

    /// <summary>Stretches images to a size, whatever their proportions: torchvision's <c>Resize((height, width))</c>.</summary>
    /// <param name="width">The width in pixels, from 1 to 16384.</param>
    /// <param name="height">The height in pixels, from 1 to 16384.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of range.</exception>
    public static ImageReading Stretch(int width, int height) => new(null, Length(width, nameof(width)), Length(height, nameof(height)));

    /// <summary>
    /// Resizes images to a length of their shorter side, keeping their proportions, and keeps the center: torchvision's <c>Resize(shortSide),
    /// CenterCrop((height, width))</c>. If the resized image is smaller than the crop, it is padded with black, as by <c>CenterCrop</c>.
    /// </summary>
    /// <param name="shortSide">The length of the shorter side in pixels, from 1 to 16384.</param>
    /// <param name="width">The width of the crop in pixels, from 1 to 16384.</param>
    /// <param name="height">The height of the crop in pixels, from 1 to 16384.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of range.</exception>
    public static ImageReading ResizeAndCrop(int shortSide, int width, int height) =>
        new(Length(shortSide, nameof(shortSide)), Length(width, nameof(width)), Length(height, nameof(height)));

    /// <summary>A description of everything that influences pixels: two readings with the same text give the same images.</summary>
    public override string ToString()
    {
        string size = Width is null ? "own size" : FormattableString.Invariant($"{(ShortSide is null ? "stretched" : $"short side {ShortSide}, cropped")} to {Width}x{Height}");
        string alpha = Alpha switch { ImageAlpha.Drop => "dropped", ImageAlpha.OverBlack => "over black", _ => "over white" };
        return $"{size}, {Interpolation}, decoded {(Decoding == ImageDecoding.Full ? "in full" : "scaled")}, alpha {alpha}, " +
            $"orientation {(ApplyOrientation ? "applied" : "ignored")}";
    }

    private static int Length(int value, string name) => value is >= 1 and <= LargestLength ? value
        : throw Errors.Parameter(name, FormattableString.Invariant($"{name} must be from 1 to {LargestLength} pixels, but is {value}."));

    private static T Defined<T>(T value, string name) where T : struct, Enum => Enum.IsDefined(value) ? value
        : throw Errors.Parameter(name, $"{name} must be a defined {typeof(T).Name}, but is {value}.");
}
