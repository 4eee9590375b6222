namespace MlNetBatchNorm.Numerics;

/// <summary>
/// How the values of one row divide into channels: <c>[Channels, Spatial]</c>, or <c>[Spatial, Channels]</c> where
/// <paramref name="ChannelsLast"/> is set. Every shape from <c>[C]</c> to <c>[C, D, H, W]</c> is one of the two.
/// </summary>
/// <param name="Channels">The number of channels, at least 1.</param>
/// <param name="Spatial">The number of values of each channel in one row, at least 1; 0 if each row has its own number.</param>
/// <param name="ChannelsLast">Whether the values of one position lie side by side.</param>
internal readonly record struct ChannelShape(int Channels, int Spatial, bool ChannelsLast)
{
    /// <summary>The number of values in one row.</summary>
    public int Size => Channels * Spatial;

    /// <summary>
    /// Whether the kernels walk over interleaved channels. One value per channel is the same memory in both layouts, and as
    /// interleaved channels it fills the vectors.
    /// </summary>
    public bool Interleaved => ChannelsLast || Spatial == 1;

    /// <summary>The channel of the value at <paramref name="index"/> in the row.</summary>
    public int ChannelAt(int index) => Interleaved ? index % Channels : index / Spatial;

    /// <summary>
    /// The least number of interleaved values after which both the channels and vectors of <paramref name="lanes"/> (a power of two)
    /// start anew; where the row ends before, its length in whole vectors.
    /// </summary>
    public int Period(int lanes)
    {
        long period = (long)Channels * (lanes / Math.Min(lanes, Channels & -Channels));
        long row = ((long)Size + lanes - 1) / lanes * lanes;
        return (int)Math.Min(period, Math.Min(row, Array.MaxLength));
    }
}
