using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Whether values are finite numbers, many at a time.</summary>
internal static class FiniteValues
{
    /// <summary>Whether no value (float, double or byte) is a NaN or an infinity; there are as many as fill whole <see cref="ISixteenDoubles{TSelf}"/>.</summary>
    [MethodImpl(HotLoop.Compilation)]
    public static bool AreAll<T>(ReadOnlySpan<T> values) where T : unmanaged =>
        typeof(T) == typeof(byte) || OfNonFinite(values) == Vector512<T>.Zero;

    /// <summary>
    /// Whether none of the first <paramref name="length"/> values of several rows is a NaN or an infinity; the length is one of whole
    /// <see cref="ISixteenDoubles{TSelf}"/>.
    /// </summary>
    [MethodImpl(HotLoop.Compilation)]
    public static bool AreAll<T>(ReadOnlySpan<T[]> rows, int length) where T : unmanaged
    {
        if (typeof(T) == typeof(byte))
            return true;
        foreach (T[] row in rows)
        {
            if (OfNonFinite<T>(row.AsSpan(0, length)) != Vector512<T>.Zero)
                return false;
        }

        return true;
    }

    /// <summary>Sets bits for every value that is not finite: a NaN or an infinity less itself is a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> OfNonFinite<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Vector512<T> found = default;
        ref T first = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<T>.Count)
        {
            Vector512<T> value = Vector512.LoadUnsafe(ref first, i);
            found |= value - value;
        }

        return found;
    }
}
