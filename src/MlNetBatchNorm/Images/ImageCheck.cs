namespace MlNetBatchNorm.Images;

/// <summary>Decodes one image after the other to find out whether it can be decoded, in memory that is used again. Not thread-safe.</summary>
internal sealed class ImageCheck
{
    private static readonly RowsReceiver Ignore = (_, _, _, _, _) => { };

    /// <summary>All of a JPEG file is read for it, as for the full size; fewer pixels are computed.</summary>
    private static readonly ImageSize Smallest = new(1, 1);

    private readonly EncodedFile _file = new();
    private readonly ImageDecoder _decoder = new();

    /// <summary>Why a file cannot be used; null if it can.</summary>
    public string? FindProblem(string path, long maxPixels) => _file.Read(path, maxPixels) ?? Decode(maxPixels);

    /// <summary>Why the rest of a stream, which knows its length, cannot be used; null if it can.</summary>
    public string? FindProblem(Stream stream, long maxPixels) => _file.Read(stream, maxPixels) ?? Decode(maxPixels);

    private string? Decode(EncodedImage image, ImageSize size) => _decoder.Decode(image, size, PixelArea.Of(size), asOne: false, Ignore);

    private string? Decode(long maxPixels)
    {
        (EncodedImage? image, string? problem) = EncodedImage.Open(_file, maxPixels);
        using (image)
            return image is null ? problem : Decode(image, image.ScaledSize(Smallest));
    }
}
