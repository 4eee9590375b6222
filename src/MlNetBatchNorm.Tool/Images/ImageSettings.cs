using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>What is done with the images before they are counted. Its text is a job's argument: part of a format.</summary>
/// <param name="Resize">What they are resized to.</param>
/// <param name="Crop">The size of the center that is kept; null for all of it.</param>
/// <param name="Scaled">Whether JPEG files are decoded at a smaller size.</param>
/// <param name="Alpha">How transparency is treated.</param>
/// <param name="ApplyOrientation">Whether images are turned as their EXIF orientation says.</param>
/// <param name="Channels">Which channels are read, and in which order.</param>
internal sealed partial record ImageSettings(ImageResize Resize, ImageSize? Crop, bool Scaled, ImageAlpha Alpha, bool ApplyOrientation, ImageChannels Channels)
{
    /// <summary>How the images are read.</summary>
    public ImageReading Reading => Resize.ToReading(Crop) with
    {
        Decoding = Scaled ? ImageDecoding.Scaled : ImageDecoding.Full,
        Alpha = Alpha,
        ApplyOrientation = ApplyOrientation,
    };

    /// <summary>Finds the settings that have a text.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageSettings? settings)
    {
        settings = Alike(Pattern().Match(text ?? "")).FirstOrDefault(each => each.ToString() == text);
        return settings is not null;
    }

    /// <summary>The words of an <see cref="ImageReading"/>, and before them the step's name: older versions of the tool don't take it for theirs.</summary>
    public override string ToString() => $"ReadImages: {Reading}, {Channels}";

    /// <summary>All settings of a text's sizes.</summary>
    private static IEnumerable<ImageSettings> Alike(Match sizes)
    {
        Group size = sizes.Groups["size"].Success ? sizes.Groups["size"] : sizes.Groups["side"];
        if (!ImageResize.TryParse(size.Success ? size.Value : ImageResize.None, out ImageResize resize))
            return [];
        ImageSize? crop = ImageSize.TryParse(sizes.Groups["crop"].Value, out ImageSize parsed) ? parsed : null;
        return resize.ShortSide is not null && crop is null ? [] :
            from scaled in (bool[])[false, true]
            from alpha in Enum.GetValues<ImageAlpha>()
            from orientation in (bool[])[false, true]
            from channels in Enum.GetValues<ImageChannels>()
            select new ImageSettings(resize, crop, scaled, alpha, orientation, channels);
    }

    [GeneratedRegex("^ReadImages: (own size|stretched to (?<size>[0-9x]+)|short side (?<side>[0-9]+), cropped to (?<crop>[0-9x]+)),")]
    private static partial Regex Pattern();
}
