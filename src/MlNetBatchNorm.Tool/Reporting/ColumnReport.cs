using System.Text.Json.Serialization;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>A column's statistics, in both ranges.</summary>
/// <param name="Name">The column.</param>
/// <param name="Channels">How many channels it has.</param>
/// <param name="ImageChannels">Their order; null for numbers.</param>
/// <param name="Bytes">For pixels from 0 to 255.</param>
/// <param name="Unit">For pixels from 0 to 1.</param>
internal sealed record ColumnReport(
    string Name,
    int Channels,
    ImageChannels? ImageChannels,
    [property: JsonPropertyName("0..255")] ChannelRange Bytes,
    [property: JsonPropertyName("0..1")] ChannelRange Unit)
{
    /// <summary>What a channel is called: by its number, and of images by its color.</summary>
    public string ChannelName(int channel) =>
        ImageChannels is { } order ? FormattableString.Invariant($"channel {channel} ({ColorOrder.Names(order)[channel]})") : FormattableString.Invariant($"channel {channel}");

    /// <summary>Some of the channels, which then have another order.</summary>
    public ColumnReport Select(int[] channels, ImageChannels order) => new(Name, channels.Length, order, Bytes.Select(channels), Unit.Select(channels));
}
