namespace MlNetBatchNorm.Benchmarks.Layer;

/// <summary>The batches that a layer is measured on.</summary>
/// <param name="BatchSize">The number of rows.</param>
/// <param name="Channels">The number of channels.</param>
/// <param name="Side">The height and the width of a feature map; 1 for features.</param>
/// <param name="Layout">Where the channels are.</param>
internal sealed record LayerCase(int BatchSize, int Channels, int Side, ChannelLayout Layout)
{
    /// <summary>Feature maps as they are in small and large networks, images, and features.</summary>
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        .. BothLayouts(64, 16, 32),
        .. BothLayouts(16, 64, 56),
        .. BothLayouts(16, 256, 14),
        .. BothLayouts(8, 3, 224),
        new(256, 1024, 1, ChannelLayout.ChannelsFirst),
    ];

    /// <summary>Those measured beside peers in C++: of them, one that no cache holds.</summary>
    public static IReadOnlyList<LayerCase> BesidePeers { get; } =
    [
        .. BothLayouts(64, 16, 32),
        .. BothLayouts(16, 64, 56),
        .. BothLayouts(32, 64, 112),
        new(256, 1024, 1, ChannelLayout.ChannelsFirst),
    ];

    public int Size => BatchSize * Channels * Side * Side;

    public override string ToString() => Side == 1
        ? $"{BatchSize}×{Channels} features"
        : $"{BatchSize}×{Channels}×{Side}×{Side}{(Layout == ChannelLayout.ChannelsLast ? ", channels last" : "")}";

    private static LayerCase[] BothLayouts(int batchSize, int channels, int side) =>
        [new(batchSize, channels, side, ChannelLayout.ChannelsFirst), new(batchSize, channels, side, ChannelLayout.ChannelsLast)];
}
