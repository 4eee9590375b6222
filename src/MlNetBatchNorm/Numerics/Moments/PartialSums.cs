using System.Numerics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Sums of one channel that were kept apart, one for each lane of the vectors that took its values in.</summary>
internal static class PartialSums
{
    /// <summary>Adds those at <paramref name="channel"/> and every <paramref name="channels"/> after, in that order.</summary>
    public static T Total<T>(ReadOnlySpan<T> partials, int channel, int channels) where T : struct, INumberBase<T>
    {
        T sum = T.Zero;
        for (int i = channel; i < partials.Length; i += channels)
            sum += partials[i];
        return sum;
    }
}
