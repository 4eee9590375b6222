namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>How the values of a batch divide into rows and channels: <c>[BatchSize, Channels, Spatial]</c>, or with the channels last.</summary>
/// <param name="BatchSize">The number of rows.</param>
/// <param name="Channels">The number of channels, at least 1.</param>
/// <param name="Size">The number of values.</param>
/// <param name="ChannelsLast">Whether the values of one position are side by side.</param>
internal readonly record struct BatchShape(int BatchSize, int Channels, int Size, bool ChannelsLast)
{
    /// <summary>The number of values of one channel in the batch.</summary>
    public int Count => Size / Channels;

    /// <summary>The number of values of one channel in one row.</summary>
    public int Spatial => BatchSize == 0 ? 0 : Count / BatchSize;

    /// <summary>Whether neighbors are of different channels. One value per channel and row is the same memory in both layouts.</summary>
    public bool Interleaved => ChannelsLast || Spatial <= 1;

    /// <summary>The channel of the value at <paramref name="index"/>.</summary>
    public int ChannelAt(int index) => Interleaved ? index % Channels : index / Spatial % Channels;
}
