using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>
/// Maps whole periods of interleaved channels, one vector of the period after the other, so that its coefficients stay in registers. The
/// values should fit the nearest cache, because they are walked over once for each vector of the period.
/// </summary>
internal static class StridedAffine
{
    /// <summary>
    /// Maps whole periods, of which the first value has the map's coefficients at <paramref name="phase"/>; a period is a multiple of every
    /// vector's width.
    /// </summary>
    public static void Apply<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, AffineMap<T> map, int phase)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector512.IsHardwareAccelerated ? Vector512<T>.Count
            : Vector256.IsHardwareAccelerated ? Vector256<T>.Count
            : Vector128.IsHardwareAccelerated ? Vector128<T>.Count
            : 1;
        for (int lane = 0; lane < map.Period; lane += width)
        {
            ref TSource from = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), lane);
            ref T to = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), lane);
            ref T mean = ref map.Mean[phase + lane];
            ref T scale = ref map.Scale[phase + lane];
            ref T bias = ref map.Bias[phase + lane];
            int end = source.Length - lane;
            if (Vector512.IsHardwareAccelerated)
                AffineLoop.Run512(ref from, ref to, Vector512.LoadUnsafe(ref mean), Vector512.LoadUnsafe(ref scale), Vector512.LoadUnsafe(ref bias), map.Period, end);
            else if (Vector256.IsHardwareAccelerated)
                AffineLoop.Run256(ref from, ref to, Vector256.LoadUnsafe(ref mean), Vector256.LoadUnsafe(ref scale), Vector256.LoadUnsafe(ref bias), map.Period, end);
            else if (Vector128.IsHardwareAccelerated)
                AffineLoop.Run128(ref from, ref to, Vector128.LoadUnsafe(ref mean), Vector128.LoadUnsafe(ref scale), Vector128.LoadUnsafe(ref bias), map.Period, end);
            else
                AffineLoop.Run(ref from, ref to, mean, scale, bias, map.Period, end);
        }
    }
}
