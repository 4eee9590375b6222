using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics;

/// <summary>
/// Applies an <see cref="AffineMap{T}"/> to a row. The mean is subtracted first, and the rest is one fused multiply-add: where the mean
/// is far from zero no digits are lost, and a constant channel gives exactly its bias. Same bits at every vector width.
/// </summary>
internal static class AffineKernel
{
    /// <summary>16 KiB of floats: half of a usual first-level cache.</summary>
    private const int BlockValues = 4096;

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

    private static void Plane<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, T mean, T scale, T bias)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref TSource from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; i <= source.Length - Vector512<T>.Count; i += Vector512<T>.Count)
                AffineStep.Map512(ref Unsafe.Add(ref from, i), Vector512.Create(mean), Vector512.Create(scale), Vector512.Create(bias))
                    .StoreUnsafe(ref to, (nuint)i);
        if (Vector256.IsHardwareAccelerated)
            for (; i <= source.Length - Vector256<T>.Count; i += Vector256<T>.Count)
                AffineStep.Map256(ref Unsafe.Add(ref from, i), Vector256.Create(mean), Vector256.Create(scale), Vector256.Create(bias))
                    .StoreUnsafe(ref to, (nuint)i);
        if (Vector128.IsHardwareAccelerated)
            for (; i <= source.Length - Vector128<T>.Count; i += Vector128<T>.Count)
                AffineStep.Map128(ref Unsafe.Add(ref from, i), Vector128.Create(mean), Vector128.Create(scale), Vector128.Create(bias))
                    .StoreUnsafe(ref to, (nuint)i);
        for (; i < source.Length; i++)
            destination[i] = AffineStep.Map(source[i], mean, scale, bias);
    }

    private static void Interleaved<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, AffineMap<T> map)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int period = map.Mean.Length;
        int start = 0;
        if (period <= MaxStridedPeriod && period % Vector512<T>.Count == 0)
        {
            int block = BlockValues / period;
            for (int periods; (periods = Math.Min(block, (source.Length - start) / period)) > 0; start += periods * period)
                StridedAffine.Apply(source.Slice(start, periods * period), destination.Slice(start, periods * period), map, periods);
        }

        for (; start < source.Length; start += period)
        {
            int length = Math.Min(period, source.Length - start);
            Block(source.Slice(start, length), destination.Slice(start, length), map.Mean, map.Scale, map.Bias);
        }
    }

    private static void Block<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, T[] mean, T[] scale, T[] bias)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref TSource from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(destination);
        ref T m = ref MemoryMarshal.GetArrayDataReference(mean);
        ref T s = ref MemoryMarshal.GetArrayDataReference(scale);
        ref T b = ref MemoryMarshal.GetArrayDataReference(bias);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; i <= source.Length - Vector512<T>.Count; i += Vector512<T>.Count)
                AffineStep.Map512(ref Unsafe.Add(ref from, i), Vector512.LoadUnsafe(ref m, (nuint)i),
                    Vector512.LoadUnsafe(ref s, (nuint)i), Vector512.LoadUnsafe(ref b, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        if (Vector256.IsHardwareAccelerated)
            for (; i <= source.Length - Vector256<T>.Count; i += Vector256<T>.Count)
                AffineStep.Map256(ref Unsafe.Add(ref from, i), Vector256.LoadUnsafe(ref m, (nuint)i),
                    Vector256.LoadUnsafe(ref s, (nuint)i), Vector256.LoadUnsafe(ref b, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        if (Vector128.IsHardwareAccelerated)
            for (; i <= source.Length - Vector128<T>.Count; i += Vector128<T>.Count)
                AffineStep.Map128(ref Unsafe.Add(ref from, i), Vector128.LoadUnsafe(ref m, (nuint)i),
                    Vector128.LoadUnsafe(ref s, (nuint)i), Vector128.LoadUnsafe(ref b, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        for (; i < source.Length; i++)
            destination[i] = AffineStep.Map(source[i], mean[i], scale[i], bias[i]);
    }
}
