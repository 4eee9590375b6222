using System.CommandLine;
using System.CommandLine.Parsing;
using MlNetBatchNorm.Tool.Images;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>The options that say what is done with images before they are counted.</summary>
internal static class ImageOptions
{
    private static readonly ImageResize Default = new(new ImageSize(224, 224), ShortSide: null);

    private static readonly Option<ImageResize> Resize = Arguments.Option(
        "--resize", "WIDTHxHEIGHT|SHORT|none",
        "WIDTHxHEIGHT stretches images to a size, as torchvision's Resize((HEIGHT, WIDTH)) does; SHORT resizes their shorter side, with --crop; none keeps " +
        "each in its own size, and every pixel counts.",
        ImageResize.Form, ImageResize.TryParse, Default);

    private static readonly Option<ImageSize> Crop = Arguments.Option<ImageSize>(
        "--crop", "WIDTHxHEIGHT", "With --resize SHORT: the center that is kept, as by torchvision's CenterCrop.", ImageSize.Form, ImageSize.TryParse);

    private static readonly Option<bool> Scaled = new("--scaled")
    {
        Description = "Decodes JPEG files at the smallest size that is at least twice the resized one: much faster on large photographs, and nearly the same.",
    };

    private static readonly Option<ImageAlpha> Alpha = new("--alpha")
    {
        Description = "How transparency is treated: it is dropped, as by Pillow's convert(\"RGB\"), or images are laid over black or white.",
        DefaultValueFactory = _ => ImageAlpha.Drop,
    };

    private static readonly Option<bool> Orientation = new("--orientation")
    {
        Description = "Turns images as their EXIF orientation says, which torchvision does not.",
    };

    private static readonly Option<ImageChannels> Channels = new("--channels")
    {
        Description = "Which channels are read, and in which order.",
        DefaultValueFactory = _ => ImageChannels.Rgb,
    };

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } = [Resize, Crop, Scaled, Alpha, Orientation, Channels];

    /// <summary>Checks that options go together.</summary>
    public static void Check(CommandResult result)
    {
        ImageResize resize = Default;
        // One that cannot be read has an error of its own.
        if (result.GetResult(Resize) is { Tokens: [{ Value: var text }] } && !ImageResize.TryParse(text, out resize))
            return;
        bool hasCrop = result.GetResult(Crop) is not null;
        if (resize.ShortSide is not null && !hasCrop)
            result.AddError($"--resize {resize} needs --crop WIDTHxHEIGHT, because images of different proportions have no size in common otherwise.");
        if (resize.ShortSide is null && hasCrop)
            result.AddError("--crop goes with --resize SHORT, the length of the shorter side, such as --resize 256 --crop 224x224.");
    }

    public static ImageSettings Settings(ParseResult arguments) => new(
        arguments.GetValue(Resize),
        arguments.GetResult(Crop) is null ? null : arguments.GetValue(Crop),
        arguments.GetValue(Scaled),
        arguments.GetValue(Alpha),
        arguments.GetValue(Orientation),
        arguments.GetValue(Channels));
}
