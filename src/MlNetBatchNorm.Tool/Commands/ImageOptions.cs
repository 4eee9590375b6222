using System.CommandLine;
using MlNetBatchNorm.Tool.Images;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>The options that say what is done with images before they are counted.</summary>
internal static class ImageOptions
{
    public static Option<ImageSize> Resize { get; } = Arguments.Option(
        "--resize", "WIDTHxHEIGHT", "The size that images are stretched to, in pixels. With it, all images count alike.", ImageSize.Form,
        ImageSize.TryParse, new ImageSize(224, 224));

    public static Option<ImageChannels> Channels { get; } = new("--channels")
    {
        Description = "Which channels are read, and in which order.",
        DefaultValueFactory = _ => ImageChannels.Rgb,
    };

    public static ImageSettings Settings(ParseResult arguments) => new(arguments.GetValue(Resize), arguments.GetValue(Channels));
}
