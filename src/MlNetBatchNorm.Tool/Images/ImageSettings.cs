using System.Diagnostics.CodeAnalysis;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>What is done with the images before they are counted. Its text is a job's argument: part of a format.</summary>
/// <param name="Size">The size that they are resized to.</param>
/// <param name="Channels">Which channels are read, and in which order.</param>
internal sealed record ImageSettings(ImageSize Size, ImageChannels Channels)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageSettings? settings)
    {
        settings = text?.Split(' ') is [var first, var second] && ImageSize.TryParse(first, out ImageSize size) && Enum.TryParse(second, out ImageChannels channels)
            ? new ImageSettings(size, channels)
            : null;
        return settings is not null;
    }

    public override string ToString() => $"{Size} {Channels}";
}
