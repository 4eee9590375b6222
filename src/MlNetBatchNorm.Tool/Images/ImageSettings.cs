namespace MlNetBatchNorm.Tool.Images;

/// <summary>What is done with the images before they are counted.</summary>
/// <param name="Size">The size that they are resized to.</param>
/// <param name="Channels">Which channels are read, and in which order.</param>
internal sealed record ImageSettings(ImageSize Size, ImageChannels Channels)
{
    public override string ToString() => $"{Size} {Channels}";
}
