using System.Diagnostics.CodeAnalysis;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>What is done with the images before they are counted. Its text is a job's argument: part of a format.</summary>
/// <param name="Resize">What they are resized to.</param>
/// <param name="Crop">The size of the center that is kept; null for all of it.</param>
/// <param name="Scaled">Whether JPEG files are decoded at a smaller size.</param>
/// <param name="Alpha">What becomes of transparency.</param>
/// <param name="ApplyOrientation">Whether images are turned as their EXIF orientation says.</param>
/// <param name="Channels">Which channels are read, and in which order.</param>
internal sealed record ImageSettings(ImageResize Resize, ImageSize? Crop, bool Scaled, ImageAlpha Alpha, bool ApplyOrientation, ImageChannels Channels)
{
    private const string None = "none";

    /// <summary>How the images are read.</summary>
    public ImageReading Reading => Resize.ToReading(Crop) with
    {
        Decoding = Scaled ? ImageDecoding.Scaled : ImageDecoding.Full,
        Alpha = Alpha,
        ApplyOrientation = ApplyOrientation,
    };

    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageSettings? settings)
    {
        settings = text?.Split(' ') is ["ReadImages", var resizeText, var cropText, var scaledText, var alphaText, var orientationText, var channelsText]
            && ImageResize.TryParse(resizeText, out ImageResize resize)
            && TryParseCrop(cropText, out ImageSize? crop)
            && bool.TryParse(scaledText, out bool scaled)
            && Enum.TryParse(alphaText, out ImageAlpha alpha)
            && bool.TryParse(orientationText, out bool orientation)
            && Enum.TryParse(channelsText, out ImageChannels channels)
            ? new ImageSettings(resize, crop, scaled, alpha, orientation, channels)
            : null;
        return settings is not null;
    }

    /// <summary>The name of the step that reads images comes first: older versions of the tool, whose steps were others, don't take the text for theirs.</summary>
    public override string ToString() => $"ReadImages {Resize} {Crop?.ToString() ?? None} {Scaled} {Alpha} {ApplyOrientation} {Channels}";

    private static bool TryParseCrop(string text, out ImageSize? crop)
    {
        bool isSize = ImageSize.TryParse(text, out ImageSize size);
        crop = isSize ? size : null;
        return isSize || text == None;
    }
}
