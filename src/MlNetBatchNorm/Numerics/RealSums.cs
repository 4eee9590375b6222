namespace MlNetBatchNorm.Numerics;

/// <summary>Sums of float or double values, around the channel's first value.</summary>
internal readonly struct RealSums<T>(RealMoments moments) : IChannelSums<T> where T : unmanaged
{
    // An infinite pivot would turn the channel's infinite mean into a NaN.
    public static T Pivot(T first) => double.IsFinite(Widening.ToDouble(first)) ? first : default;

    public void Set(int channel, T pivot, double sum, double squares) =>
        moments.Set(channel, Widening.ToDouble(pivot), sum, squares);
}
