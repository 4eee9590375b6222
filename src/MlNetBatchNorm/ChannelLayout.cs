namespace MlNetBatchNorm;

/// <summary>Where the channels stand among the dimensions of a column.</summary>
public enum ChannelLayout
{
    /// <summary>
    /// The dimensions tell: <c>[C]</c>, <c>[C, L]</c> and <c>[C, D, H, W]</c> are channels first. Of three dimensions the end that is 1 to 4
    /// long is the channel; if neither is, channels first (feature maps); if both are, it is an error that asks for the layout.
    /// </summary>
    Auto,

    /// <summary>The first dimension: <c>[C]</c>, <c>[C, L]</c>, <c>[C, H, W]</c>, <c>[C, D, H, W]</c>, as in PyTorch.</summary>
    ChannelsFirst,

    /// <summary>The last dimension: <c>[L, C]</c>, <c>[H, W, C]</c>, <c>[D, H, W, C]</c>, as <c>ExtractPixels(interleavePixelColors: true)</c> makes it.</summary>
    ChannelsLast,
}
