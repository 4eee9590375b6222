using System.Runtime.CompilerServices;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>The formula by which <see cref="RealMoments"/> takes in other values; arrays are as long as whole <see cref="ILanes{TSelf}"/>.</summary>
internal static class MomentsMerge
{
    /// <summary>
    /// Adds moments whose values are a <paramref name="share"/> of all; <paramref name="weight"/> is that share times the number of values before.
    /// </summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void Add<TLanes>(
        Span<double> mean, Span<double> squaredDeviations, ReadOnlySpan<double> otherMean, ReadOnlySpan<double> otherSquaredDeviations, double share, double weight)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes shares = TLanes.Broadcast(share);
        TLanes weights = TLanes.Broadcast(weight);
        for (int c = 0; c < mean.Length; c += Lanes.Count)
            Add(ref mean[c], ref squaredDeviations[c], TLanes.Load(in otherMean[c]), TLanes.Load(in otherSquaredDeviations[c]), shares, weights);
    }

    /// <summary>Adds one value per channel, which is its own mean.</summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void Add<T, TLanes>(Span<double> mean, Span<double> squaredDeviations, ReadOnlySpan<T> values, double share, double weight)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes shares = TLanes.Broadcast(share);
        TLanes weights = TLanes.Broadcast(weight);
        for (int c = 0; c < mean.Length; c += Lanes.Count)
        {
            TLanes value = TLanes.Load(in values[c]);
            // Zero, or NaN for a value that is not finite.
            Add(ref mean[c], ref squaredDeviations[c], value, value - value, shares, weights);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes>(
        ref double mean, ref double squaredDeviations, TLanes otherMean, TLanes otherSquaredDeviations, TLanes shares, TLanes weights)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes before = TLanes.Load(ref mean);
        TLanes delta = otherMean - before;
        // An infinite mean stays infinite, as a sum over all values would be; the difference would make it NaN.
        TLanes.Store(TLanes.WhereFinite(delta, before + (delta * shares), before + otherMean), ref mean);
        TLanes.Store(TLanes.Load(ref squaredDeviations) + (otherSquaredDeviations + (delta * delta * weights)), ref squaredDeviations);
    }
}
