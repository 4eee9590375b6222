using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>How the values of a batch divide into rows, and those into channels.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Row">How a row divides.</param>
internal readonly record struct BatchShape(int Rows, ChannelShape Row)
{
    /// <summary>Sums over a shorter period would wait for those of the values right before to be written.</summary>
    private const int MinPeriod = 64;

    /// <summary>The number of values.</summary>
    public int Size => Rows * Row.Size;

    /// <summary>The number of values of one channel.</summary>
    public int Count => Rows * Row.Spatial;

    /// <summary>The number of interleaved values, a multiple of the lanes, after which the channels begin anew.</summary>
    public int Period
    {
        get
        {
            int least = Row.Channels * (Lanes.Count / Math.Min(Lanes.Count, Row.Channels & -Row.Channels));
            return least * ((MinPeriod + least - 1) / least);
        }
    }

    /// <summary>The channel of the value at <paramref name="index"/>.</summary>
    public int ChannelAt(int index) => Row.ChannelAt(index % Row.Size);

    /// <summary>Where in one row the values of neighboring channels are, if each channel's are together.</summary>
    public Range Planes(int row, Range channels)
    {
        int start = row * Row.Size;
        return (start + (channels.Start.Value * Row.Spatial))..(start + (channels.End.Value * Row.Spatial));
    }
}
