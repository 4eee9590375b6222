using System.Numerics;
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

        if (map.Shape.Spatial == 1)
            Block(source, destination, map, phase: 0);
        else if (map.Shape.Interleaved)
            Interleaved(source, destination, map);
        else
            Planes(source, destination, map.Mean, map.Scale, map.Bias);
    }

    /// <summary>Maps values of one channel.</summary>
    public static void Plane<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, T mean, T scale, T bias)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Planes(source, destination, new ReadOnlySpan<T>(in mean), new ReadOnlySpan<T>(in scale), new ReadOnlySpan<T>(in bias));

    /// <summary>Maps values of channels, those of each together, by coefficients of which there is one per channel.</summary>
    public static void Planes<TSource, T>(
        ReadOnlySpan<TSource> source, Span<T> destination, ReadOnlySpan<T> mean, ReadOnlySpan<T> scale, ReadOnlySpan<T> bias)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref readonly TSource from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(destination);
        int length = source.Length / mean.Length;
        if (Vector512.IsHardwareAccelerated && length >= Vector512<T>.Count)
            AffineLoop.Planes<TSource, T, Vector512Lanes<T>>(in from, ref to, length, mean, scale, bias);
        else if (Vector128.IsHardwareAccelerated && length >= Vector256<T>.Count)
            AffineLoop.Planes<TSource, T, Vector256Lanes<T>>(in from, ref to, length, mean, scale, bias);
        else if (length > 0)
            AffineLoop.Planes<TSource, T, ScalarLane<T>>(in from, ref to, length, mean, scale, bias);
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
            phase = Lead(destination);
            Block(source[..phase], destination[..phase], map, phase: 0);
            start = phase;
            int block = BlockValues / map.Period * map.Period;
            int end = start + ((source.Length - start) / map.Period * map.Period);
            for (; start < end; start += block)
            {
                int length = Math.Min(block, end - start);
                Periods(source.Slice(start, length), destination.Slice(start, length), map, phase);
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
        ref readonly TSource from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(destination);
        ref T mean = ref map.Mean[phase];
        ref T scale = ref map.Scale[phase];
        ref T bias = ref map.Bias[phase];
        int length = source.Length;
        if (Vector512.IsHardwareAccelerated && length >= Vector512<T>.Count)
            AffineLoop.Channels<TSource, T, Vector512Lanes<T>>(in from, ref to, length, ref mean, ref scale, ref bias);
        else if (Vector128.IsHardwareAccelerated && length >= Vector256<T>.Count)
            AffineLoop.Channels<TSource, T, Vector256Lanes<T>>(in from, ref to, length, ref mean, ref scale, ref bias);
        else if (length > 0)
            AffineLoop.Channels<TSource, T, ScalarLane<T>>(in from, ref to, length, ref mean, ref scale, ref bias);
    }

    /// <summary>Whole periods, of which the first value has the coefficients at <paramref name="phase"/>.</summary>
    private static void Periods<TSource, T>(ReadOnlySpan<TSource> source, Span<T> destination, AffineMap<T> map, int phase)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref readonly TSource from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(destination);
        ref T mean = ref map.Mean[phase];
        ref T scale = ref map.Scale[phase];
        ref T bias = ref map.Bias[phase];
        if (Vector512.IsHardwareAccelerated)
            AffineLoop.Periods<TSource, T, Vector512Lanes<T>>(in from, ref to, source.Length, map.Period, ref mean, ref scale, ref bias);
        else if (Vector128.IsHardwareAccelerated)
            AffineLoop.Periods<TSource, T, Vector256Lanes<T>>(in from, ref to, source.Length, map.Period, ref mean, ref scale, ref bias);
        else
            AffineLoop.Periods<TSource, T, ScalarLane<T>>(in from, ref to, source.Length, map.Period, ref mean, ref scale, ref bias);
    }

    private static int Lead<T>(Span<T> destination) where T : unmanaged, IFloatingPointIeee754<T> =>
        (int)AffineLoop.Lead<T, Vector512Lanes<T>>(ref MemoryMarshal.GetReference(destination), destination.Length);
}
