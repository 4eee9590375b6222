namespace MlNetBatchNorm;

/// <summary>How an image is resized: Pillow's filters, which average all pixels that a new pixel covers (torchvision's <c>antialias=True</c>).</summary>
public enum ImageInterpolation
{
    /// <summary>A triangle two pixels wide, of the larger image's pixels: torchvision's default.</summary>
    Bilinear,

    /// <summary>A cubic four pixels wide, with a = -0.5.</summary>
    Bicubic,

    /// <summary>A windowed sinc six pixels wide.</summary>
    Lanczos,

    /// <summary>The nearest pixel, without averaging.</summary>
    Nearest,
}
