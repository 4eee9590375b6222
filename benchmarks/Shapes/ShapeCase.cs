namespace MlNetBatchNorm.Benchmarks.Shapes;

/// <summary>A column to measure: its item type, its dimensions, and where its channels are.</summary>
internal sealed record ShapeCase(bool Bytes, ChannelLayout Layout, params int[] Dimensions)
{
    /// <summary>NormalizeMeanVariance learns one mean per value, and its fit grows with the square of their number.</summary>
    private const int MaxStockSize = 3 * 32 * 32;

    /// <summary>Images, feature maps with few and with many channels, and tables of numbers.</summary>
    public static IReadOnlyList<ShapeCase> All { get; } =
    [
        new(false, ChannelLayout.ChannelsFirst, 3, 224, 224),
        new(false, ChannelLayout.ChannelsFirst, 3, 32, 32),
        new(false, ChannelLayout.ChannelsFirst, 64, 56, 56),
        new(false, ChannelLayout.ChannelsFirst, 131, 14, 14),
        new(false, ChannelLayout.ChannelsLast, 14, 14, 131),
        new(false, ChannelLayout.ChannelsFirst, 512, 7, 7),
        new(false, ChannelLayout.ChannelsLast, 7, 7, 512),
        new(false, ChannelLayout.ChannelsLast, 7, 7, 1001),
        new(false, ChannelLayout.ChannelsFirst, 2048),
        new(false, ChannelLayout.ChannelsFirst, 64),
        new(false, ChannelLayout.ChannelsFirst, 10),
        new(true, ChannelLayout.ChannelsFirst, 3, 224, 224),
        new(true, ChannelLayout.ChannelsLast, 224, 224, 3),
        new(true, ChannelLayout.ChannelsFirst, 64),
    ];

    public int Size => Dimensions.Aggregate(1, (product, dimension) => product * dimension);

    /// <summary>One value per channel.</summary>
    public bool Features => Dimensions.Length == 1;

    public bool HasStock => !Bytes && Size <= MaxStockSize;

    /// <summary>Whether PyTorch has a module for it: it normalizes no bytes.</summary>
    public bool HasPyTorch => !Bytes;

    public override string ToString() =>
        $"{(Bytes ? "byte" : "float")} {string.Join('×', Dimensions)}{(Features ? " features" : Layout == ChannelLayout.ChannelsLast ? ", channels last" : "")}";
}
