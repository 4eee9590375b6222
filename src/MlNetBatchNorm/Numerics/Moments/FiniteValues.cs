using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Whether values are finite numbers, many at a time.</summary>
internal static class FiniteValues
{
    /// <summary>Whether no value (float or double) is a NaN or an infinity; there are as many as fill whole <see cref="ILanes{TSelf}"/>.</summary>
    [MethodImpl(HotLoop.Compilation)]
    public static bool AreAll<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Vector<T> nonFinite = default;
        for (int i = 0; i < values.Length; i += Vector<T>.Count)
            nonFinite |= NonFinite(Vector.LoadUnsafe(in values[i]));
        return nonFinite == Vector<T>.Zero;
    }

    /// <summary>Copies values to a span that holds whole <see cref="ILanes{TSelf}"/>, with zeros after them.</summary>
    /// <returns>Whether none is a NaN or an infinity.</returns>
    public static bool Copy<T>(ReadOnlySpan<T> values, Span<T> destination) where T : unmanaged
    {
        int whole = values.Length / Vector<T>.Count * Vector<T>.Count;
        bool finite = CopyWhole(values[..whole], destination);
        if (whole == values.Length)
            return finite;
        // One by one: a vector loaded from what was just written in parts would wait for it.
        for (int i = whole; i < values.Length; i++)
        {
            destination[i] = values[i];
            finite &= double.IsFinite(Widening.ToDouble(values[i]));
        }

        return finite;
    }

    /// <summary>A method of its own, because no register holds a vector across a call.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private static bool CopyWhole<T>(ReadOnlySpan<T> values, Span<T> destination) where T : unmanaged
    {
        Vector<T> nonFinite = default;
        for (int i = 0; i < values.Length; i += Vector<T>.Count)
        {
            Vector<T> some = Vector.LoadUnsafe(in values[i]);
            some.StoreUnsafe(ref destination[i]);
            nonFinite |= NonFinite(some);
        }

        return nonFinite == Vector<T>.Zero;
    }

    /// <summary>Zero where a value is finite, a NaN elsewhere: a NaN or an infinity less itself is not zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> NonFinite<T>(Vector<T> values) where T : unmanaged => ~Vector.Equals(values - values, Vector<T>.Zero);
}
