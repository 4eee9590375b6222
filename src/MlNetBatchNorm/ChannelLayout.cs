namespace MlNetBatchNorm;

/// <summary>Which dimension of a column is the channel.</summary>
public enum ChannelLayout
{
    /// <summary>
    /// Decided by the dimensions. <c>[C]</c>, <c>[C, L]</c> and <c>[C, D, H, W]</c> are channels first. With three dimensions, the outer one of
    /// length 1 to 4 is the channel; if neither has that length, the first (feature maps); if both have, an error asks for the layout. A warning on
    /// the log names both readings of a flat vector of 3 or 4 channels, read channels first, and of pooled maps such as <c>[512, 1, 1]</c>.
    /// </summary>
    Auto,

    /// <summary>The first dimension: <c>[C]</c>, <c>[C, L]</c>, <c>[C, H, W]</c>, <c>[C, D, H, W]</c>, as in PyTorch.</summary>
    ChannelsFirst,

    /// <summary>The last dimension: <c>[L, C]</c>, <c>[H, W, C]</c>, <c>[D, H, W, C]</c>, as <c>ExtractPixels(interleavePixelColors: true)</c> makes it.</summary>
    ChannelsLast,
}
