namespace ImageService.Serving;

/// <summary>What the model reads.</summary>
internal sealed class ImageInput
{
    /// <summary>An image of 40 megapixels takes 160 MB once it is decoded, however small its file.</summary>
    public const long MaxPixels = 40_000_000;

    /// <summary>The content of an image file.</summary>
    public byte[] File { get; set; } = [];
}
