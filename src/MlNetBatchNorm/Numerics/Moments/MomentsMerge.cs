using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>The formula by which <see cref="RealMoments"/> takes in other values; arrays are as long as whole <see cref="ISixteenDoubles{TSelf}"/>.</summary>
internal static class MomentsMerge
{
    /// <summary>
    /// Adds moments whose values are a <paramref name="share"/> of all; <paramref name="weight"/> is that share times the number of values before.
    /// </summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void Add<TLanes>(
        Span<double> mean, Span<double> squaredDeviations, ReadOnlySpan<double> otherMean, ReadOnlySpan<double> otherSquaredDeviations, double share, double weight)
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes shares = TLanes.Broadcast(share);
        TLanes weights = TLanes.Broadcast(weight);
        for (int c = 0; c < mean.Length; c += Lanes.Count)
        {
            TLanes before = TLanes.Load(in mean[c]);
            TLanes delta = TLanes.Load(in otherMean[c]) - before;
            TLanes.Store(Mean(before, delta, TLanes.Load(in otherMean[c]), shares), ref mean[c]);
            TLanes.Store(
                TLanes.Load(in squaredDeviations[c]) + (TLanes.Load(in otherSquaredDeviations[c]) + (delta * delta * weights)), ref squaredDeviations[c]);
        }
    }

    /// <summary>
    /// Computes the share that each of <paramref name="count"/> rows has in the rows up to and including it, of which some were there
    /// <paramref name="before"/>, and that share times the number of rows before it; in whole vectors.
    /// </summary>
    public static void ComputeShares(long before, int count, Span<double> shares, Span<double> weights)
    {
        for (int row = 0; row < count; row += Vector512<double>.Count)
        {
            Vector512<double> rowsBefore = Vector512.CreateSequence<double>(before + row, 1);
            Vector512<double> share = Vector512<double>.One / (rowsBefore + Vector512<double>.One);
            share.StoreUnsafe(ref shares[row]);
            (rowsBefore * share).StoreUnsafe(ref weights[row]);
        }
    }

    /// <summary>
    /// Adds rows of one value per channel, which is its own mean, by their shares and weights, as <see cref="ComputeShares"/> gives them.
    /// </summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void AddRows<T, TLanes>(
        Span<double> mean, Span<double> squaredDeviations, ReadOnlySpan<T[]> rows, ReadOnlySpan<double> shares, ReadOnlySpan<double> weights,
        bool finite)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        for (int c = 0; c < mean.Length; c += Lanes.Count)
        {
            TLanes means = TLanes.Load(in mean[c]);
            TLanes squares = TLanes.Load(in squaredDeviations[c]);
            for (int row = 0; row < rows.Length; row++)
            {
                TLanes value = TLanes.Load(in rows[row][c]);
                TLanes share = TLanes.Broadcast(shares[row]);
                TLanes delta = value - means;
                TLanes added = delta * delta * TLanes.Broadcast(weights[row]);
                // Zero, or NaN for a value that is not finite.
                squares += finite ? added : value - value + added;
                means = finite ? means + (delta * share) : Mean(means, delta, value, share);
            }

            TLanes.Store(means, ref mean[c]);
            TLanes.Store(squares, ref squaredDeviations[c]);
        }
    }

    /// <summary>An infinite mean stays infinite, as a sum over all values would be; the difference would make it NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Mean<TLanes>(TLanes before, TLanes delta, TLanes other, TLanes share) where TLanes : struct, ISixteenDoubles<TLanes> =>
        TLanes.WhereFinite(delta, before + (delta * share), before + other);
}
