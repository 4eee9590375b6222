using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>
/// Applies an <see cref="AffineMap{T}"/> to a row. The mean is subtracted first, and the rest is one fused multiply-add: where the mean
/// is far from zero no digits are lost, and a constant channel gives exactly its bias. Same bits at every vector width.
/// </summary>
internal static class AffineKernel
{
    /// <summary>8 KiB of floats: with what is written, half of a usual first-level cache.</summary>
    private const int BlockValues = 2048;

    /// <summary>Longer periods are few to a block: there, reading the coefficients anew costs less than beginning anew.</summary>
    private const int MaxStridedPeriod = 512;

    /// <summary>Maps float or byte to float, or double to double. The spans may be the same memory.</summary>
    public static void Apply<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, AffineMap<T> map)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (source.Length != map.Shape.Size || destination.Length != map.Shape.Size)
            throw new ArgumentException(
                $"Rows of {map.Shape.Size} values were expected, but they have {source.Length} and {destination.Length}.", nameof(source));

        if (map.Shape.Interleaved)
            Interleaved(source, destination, map);
        else
            Planes(source, destination, map);
    }

    private static void Planes<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, AffineMap<T> map)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int spatial = map.Shape.Spatial;
        for (int c = 0; c < map.Shape.Channels; c++)
            Plane(source.Slice(c * spatial, spatial), destination.Slice(c * spatial, spatial), map.Mean[c], map.Scale[c], map.Bias[c]);
    }

    /// <summary>Maps values of one channel.</summary>
    public static void Plane<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, T mean, T scale, T bias)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref TSource from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(destination);
        int i = StoreAlignment.Lead(ref to, source.Length);
        AffineLoop.Run(ref from, ref to, mean, scale, bias, step: 1, i);
        if (Vector512.IsHardwareAccelerated && source.Length - i >= Vector512<T>.Count)
        {
            int whole = (source.Length - i) & -Vector512<T>.Count;
            AffineLoop.Run512(ref Unsafe.Add(ref from, i), ref Unsafe.Add(ref to, i),
                Vector512.Create(mean), Vector512.Create(scale), Vector512.Create(bias), Vector512<T>.Count, whole);
            i += whole;
        }

        if (Vector256.IsHardwareAccelerated && source.Length - i >= Vector256<T>.Count)
        {
            int whole = (source.Length - i) & -Vector256<T>.Count;
            AffineLoop.Run256(ref Unsafe.Add(ref from, i), ref Unsafe.Add(ref to, i),
                Vector256.Create(mean), Vector256.Create(scale), Vector256.Create(bias), Vector256<T>.Count, whole);
            i += whole;
        }

        if (Vector128.IsHardwareAccelerated && source.Length - i >= Vector128<T>.Count)
        {
            int whole = (source.Length - i) & -Vector128<T>.Count;
            AffineLoop.Run128(ref Unsafe.Add(ref from, i), ref Unsafe.Add(ref to, i),
                Vector128.Create(mean), Vector128.Create(scale), Vector128.Create(bias), Vector128<T>.Count, whole);
            i += whole;
        }

        AffineLoop.Run(ref Unsafe.Add(ref from, i), ref Unsafe.Add(ref to, i), mean, scale, bias, step: 1, source.Length - i);
    }

    /// <summary>Maps values of interleaved channels, of which the first is of the first channel.</summary>
    public static void Interleaved<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, AffineMap<T> map)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int start = 0;
        int phase = 0;
        if (map.Period <= MaxStridedPeriod && map.Period % Vector512<T>.Count == 0)
        {
            phase = StoreAlignment.Lead(ref MemoryMarshal.GetReference(destination), destination.Length);
            Block(source[..phase], destination[..phase], map, 0);
            start = phase;
            int block = BlockValues / map.Period * map.Period;
            int end = start + ((source.Length - start) / map.Period * map.Period);
            for (; start < end; start += block)
            {
                int length = Math.Min(block, end - start);
                StridedAffine.Apply(source.Slice(start, length), destination.Slice(start, length), map, phase);
            }

            start = end;
        }

        for (; start < source.Length; start += map.Period)
        {
            int length = Math.Min(map.Period, source.Length - start);
            Block(source.Slice(start, length), destination.Slice(start, length), map, phase);
        }
    }

    /// <summary>At most one period of interleaved channels, of which the first value has the coefficients at <paramref name="phase"/>.</summary>
    private static void Block<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, AffineMap<T> map, int phase)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref TSource from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(destination);
        ref T mean = ref map.Mean[phase];
        ref T scale = ref map.Scale[phase];
        ref T bias = ref map.Bias[phase];
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; i <= source.Length - Vector512<T>.Count; i += Vector512<T>.Count)
                AffineStep.Map512(ref Unsafe.Add(ref from, i), Vector512.LoadUnsafe(ref mean, (nuint)i),
                    Vector512.LoadUnsafe(ref scale, (nuint)i), Vector512.LoadUnsafe(ref bias, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        if (Vector256.IsHardwareAccelerated)
            for (; i <= source.Length - Vector256<T>.Count; i += Vector256<T>.Count)
                AffineStep.Map256(ref Unsafe.Add(ref from, i), Vector256.LoadUnsafe(ref mean, (nuint)i),
                    Vector256.LoadUnsafe(ref scale, (nuint)i), Vector256.LoadUnsafe(ref bias, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        if (Vector128.IsHardwareAccelerated)
            for (; i <= source.Length - Vector128<T>.Count; i += Vector128<T>.Count)
                AffineStep.Map128(ref Unsafe.Add(ref from, i), Vector128.LoadUnsafe(ref mean, (nuint)i),
                    Vector128.LoadUnsafe(ref scale, (nuint)i), Vector128.LoadUnsafe(ref bias, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        for (; i < source.Length; i++)
            destination[i] = AffineStep.Map(source[i], Unsafe.Add(ref mean, i), Unsafe.Add(ref scale, i), Unsafe.Add(ref bias, i));
    }
}
