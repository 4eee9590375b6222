using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics;

/// <summary>
/// Maps whole periods of interleaved channels, one vector of the period after the other, so that its coefficients stay in registers. The
/// values should fit the nearest cache, because they are walked over once for each vector of the period.
/// </summary>
internal static class StridedAffine
{
    /// <summary>Maps <paramref name="periods"/> periods of the map; a period is a multiple of every vector's width.</summary>
    public static void Apply<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, AffineMap<T> map, int periods)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector512.IsHardwareAccelerated ? Vector512<T>.Count
            : Vector256.IsHardwareAccelerated ? Vector256<T>.Count
            : Vector128.IsHardwareAccelerated ? Vector128<T>.Count
            : 1;
        for (int lane = 0; lane < map.Mean.Length; lane += width)
        {
            ref TSource from = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), lane);
            ref T to = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), lane);
            if (Vector512.IsHardwareAccelerated)
                Apply512(ref from, ref to, map, lane, periods);
            else if (Vector256.IsHardwareAccelerated)
                Apply256(ref from, ref to, map, lane, periods);
            else if (Vector128.IsHardwareAccelerated)
                Apply128(ref from, ref to, map, lane, periods);
            else
                Apply1(ref from, ref to, map, lane, periods);
        }
    }

    private static void Apply512<TSource, T>(ref TSource from, ref T to, AffineMap<T> map, int lane, int periods)
        where TSource : unmanaged
        where T : unmanaged
    {
        var mean = Vector512.LoadUnsafe(ref map.Mean[lane]);
        var scale = Vector512.LoadUnsafe(ref map.Scale[lane]);
        var bias = Vector512.LoadUnsafe(ref map.Bias[lane]);
        nuint step = (nuint)map.Mean.Length;
        for (nuint i = 0; i < (nuint)periods * step; i += step)
            AffineStep.Map512(ref Unsafe.Add(ref from, i), mean, scale, bias).StoreUnsafe(ref to, i);
    }

    private static void Apply256<TSource, T>(ref TSource from, ref T to, AffineMap<T> map, int lane, int periods)
        where TSource : unmanaged
        where T : unmanaged
    {
        var mean = Vector256.LoadUnsafe(ref map.Mean[lane]);
        var scale = Vector256.LoadUnsafe(ref map.Scale[lane]);
        var bias = Vector256.LoadUnsafe(ref map.Bias[lane]);
        nuint step = (nuint)map.Mean.Length;
        for (nuint i = 0; i < (nuint)periods * step; i += step)
            AffineStep.Map256(ref Unsafe.Add(ref from, i), mean, scale, bias).StoreUnsafe(ref to, i);
    }

    private static void Apply128<TSource, T>(ref TSource from, ref T to, AffineMap<T> map, int lane, int periods)
        where TSource : unmanaged
        where T : unmanaged
    {
        var mean = Vector128.LoadUnsafe(ref map.Mean[lane]);
        var scale = Vector128.LoadUnsafe(ref map.Scale[lane]);
        var bias = Vector128.LoadUnsafe(ref map.Bias[lane]);
        nuint step = (nuint)map.Mean.Length;
        for (nuint i = 0; i < (nuint)periods * step; i += step)
            AffineStep.Map128(ref Unsafe.Add(ref from, i), mean, scale, bias).StoreUnsafe(ref to, i);
    }

    private static void Apply1<TSource, T>(ref TSource from, ref T to, AffineMap<T> map, int lane, int periods)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nuint step = (nuint)map.Mean.Length;
        for (nuint i = 0; i < (nuint)periods * step; i += step)
            Unsafe.Add(ref to, i) = AffineStep.Map(Unsafe.Add(ref from, i), map.Mean[lane], map.Scale[lane], map.Bias[lane]);
    }
}
