using System.Text.Json.Serialization;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>A column's statistics, in both ranges.</summary>
internal sealed record ColumnReport(
    string Name,
    int Channels,
    [property: JsonPropertyName("0..255")] ChannelRange Bytes,
    [property: JsonPropertyName("0..1")] ChannelRange Unit);
