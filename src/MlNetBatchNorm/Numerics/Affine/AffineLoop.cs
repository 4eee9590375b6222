using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>
/// The formula <c>(x - mean) * scale + bias</c> and the loops that it runs in. Each loop maps at least as many values as there are lanes;
/// the last lanes may overlap those before, and so that source and destination may be the same memory, they are read before any are written.
/// </summary>
internal static class AffineLoop
{
    /// <summary>
    /// Vectors that are written across two cache lines cost a third of the speed, and an array begins anywhere; shorter runs end before it pays
    /// to align them.
    /// </summary>
    private const int MinAlignedLength = 64;

    /// <summary>Maps planes of <paramref name="length"/> values each, one after the other.</summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void Planes<TSource, T, TLanes>(
        ref readonly TSource source, ref T destination, int length, ReadOnlySpan<T> means, ReadOnlySpan<T> scales, ReadOnlySpan<T> biases)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLanes : struct, IVectorLanes<TLanes, T>
    {
        ref TSource from = ref Unsafe.AsRef(in source);
        ref T to = ref destination;
        nuint end = (nuint)(length - TLanes.Count);
        for (int plane = 0; plane < means.Length; plane++)
        {
            TLanes mean = TLanes.Canonical(TLanes.Broadcast(means[plane]));
            TLanes scale = TLanes.Canonical(TLanes.Broadcast(scales[plane]));
            TLanes bias = TLanes.Canonical(TLanes.Broadcast(biases[plane]));
            TLanes first = Map<TSource, T, TLanes>(ref from, mean, scale, bias);
            TLanes last = Map<TSource, T, TLanes>(ref Unsafe.Add(ref from, end), mean, scale, bias);
            for (nuint i = Lead<T, TLanes>(ref to, length); i < end; i += (nuint)TLanes.Count)
                TLanes.Store(Map<TSource, T, TLanes>(ref Unsafe.Add(ref from, i), mean, scale, bias), ref Unsafe.Add(ref to, i));
            TLanes.Store(first, ref to);
            TLanes.Store(last, ref Unsafe.Add(ref to, end));
            from = ref Unsafe.Add(ref from, length);
            to = ref Unsafe.Add(ref to, length);
        }
    }

    /// <summary>Maps <paramref name="length"/> values, each by coefficients of its own.</summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void Channels<TSource, T, TLanes>(
        ref readonly TSource source, ref T destination, int length, ref T means, ref T scales, ref T biases)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLanes : struct, IVectorLanes<TLanes, T>
    {
        ref TSource from = ref Unsafe.AsRef(in source);
        nuint end = (nuint)(length - TLanes.Count);
        TLanes first = At<TSource, T, TLanes>(ref from, 0, ref means, ref scales, ref biases);
        TLanes last = At<TSource, T, TLanes>(ref from, end, ref means, ref scales, ref biases);
        for (nuint i = Lead<T, TLanes>(ref destination, length); i < end; i += (nuint)TLanes.Count)
            TLanes.Store(At<TSource, T, TLanes>(ref from, i, ref means, ref scales, ref biases), ref Unsafe.Add(ref destination, i));
        TLanes.Store(first, ref destination);
        TLanes.Store(last, ref Unsafe.Add(ref destination, end));
    }

    /// <summary>
    /// Maps whole periods of <paramref name="step"/> values with coefficients that stay in registers. Four vectors of a period of
    /// <see cref="AffineMap{T}.WalkedOnce"/> are mapped together: the widest vectors then walk over memory once and in order, twice as fast where no
    /// cache holds it. Other periods are walked over once for each of their vectors, so the values should fit the nearest cache.
    /// </summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void Periods<TSource, T, TLanes>(
        ref readonly TSource source, ref T destination, int length, int step, ref T means, ref T scales, ref T biases)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLanes : struct, IVectorLanes<TLanes, T>
    {
        ref TSource from = ref Unsafe.AsRef(in source);
        nuint count = (nuint)TLanes.Count;
        nuint lane = 0;
        nuint byFour = step == AffineMap<T>.WalkedOnce ? (nuint)step : 0;
        for (; lane < byFour; lane += 4 * count)
        {
            TLanes mean0 = Coefficients<T, TLanes>(ref means, lane);
            TLanes mean1 = Coefficients<T, TLanes>(ref means, lane + count);
            TLanes mean2 = Coefficients<T, TLanes>(ref means, lane + (2 * count));
            TLanes mean3 = Coefficients<T, TLanes>(ref means, lane + (3 * count));
            TLanes scale0 = Coefficients<T, TLanes>(ref scales, lane);
            TLanes scale1 = Coefficients<T, TLanes>(ref scales, lane + count);
            TLanes scale2 = Coefficients<T, TLanes>(ref scales, lane + (2 * count));
            TLanes scale3 = Coefficients<T, TLanes>(ref scales, lane + (3 * count));
            TLanes bias0 = Coefficients<T, TLanes>(ref biases, lane);
            TLanes bias1 = Coefficients<T, TLanes>(ref biases, lane + count);
            TLanes bias2 = Coefficients<T, TLanes>(ref biases, lane + (2 * count));
            TLanes bias3 = Coefficients<T, TLanes>(ref biases, lane + (3 * count));
            for (nuint i = lane; i < (nuint)length; i += (nuint)step)
            {
                MapTo(ref from, ref destination, i, mean0, scale0, bias0);
                MapTo(ref from, ref destination, i + count, mean1, scale1, bias1);
                MapTo(ref from, ref destination, i + (2 * count), mean2, scale2, bias2);
                MapTo(ref from, ref destination, i + (3 * count), mean3, scale3, bias3);
            }
        }

        for (; lane < (nuint)step; lane += count)
        {
            TLanes mean = Coefficients<T, TLanes>(ref means, lane);
            TLanes scale = Coefficients<T, TLanes>(ref scales, lane);
            TLanes bias = Coefficients<T, TLanes>(ref biases, lane);
            for (nuint i = lane; i < (nuint)length; i += (nuint)step)
                MapTo(ref from, ref destination, i, mean, scale, bias);
        }
    }

    /// <summary>The first value from which on aligned vectors are written; those before it are fewer than the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Lead<T, TLanes>(ref T destination, int length)
        where T : unmanaged
        where TLanes : struct, IVectorLanes<TLanes, T>
    {
        if (length < MinAlignedLength)
            return 0;
        // The garbage collector may move the array later: then the values are the same, only slower.
        nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<T>(), ref destination);
        return (nuint)(-address & ((TLanes.Count * Unsafe.SizeOf<T>()) - 1)) / (nuint)Unsafe.SizeOf<T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes At<TSource, T, TLanes>(ref TSource source, nuint i, ref T means, ref T scales, ref T biases)
        where TSource : unmanaged
        where T : unmanaged
        where TLanes : struct, IVectorLanes<TLanes, T> => TLanes.Canonical(MapValues<TSource, T, TLanes>(
            ref Unsafe.Add(ref source, i), TLanes.Load(in Unsafe.Add(ref means, i)),
            TLanes.Load(in Unsafe.Add(ref scales, i)), TLanes.Load(in Unsafe.Add(ref biases, i))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Coefficients<T, TLanes>(ref T coefficients, nuint lane)
        where T : unmanaged
        where TLanes : struct, IVectorLanes<TLanes, T> => TLanes.Canonical(TLanes.Load(in Unsafe.Add(ref coefficients, lane)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MapTo<TSource, T, TLanes>(ref TSource source, ref T destination, nuint i, TLanes mean, TLanes scale, TLanes bias)
        where TSource : unmanaged
        where T : unmanaged
        where TLanes : struct, IVectorLanes<TLanes, T> =>
        TLanes.Store(Map<TSource, T, TLanes>(ref Unsafe.Add(ref source, i), mean, scale, bias), ref Unsafe.Add(ref destination, i));

    /// <summary>
    /// Maps values by coefficients whose NaNs are canonical. Bytes have none, so all that is left are those that the processor makes, and x86
    /// makes the canonical one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Map<TSource, T, TLanes>(ref TSource source, TLanes mean, TLanes scale, TLanes bias)
        where TSource : unmanaged
        where T : unmanaged
        where TLanes : struct, IVectorLanes<TLanes, T>
    {
        TLanes mapped = MapValues<TSource, T, TLanes>(ref source, mean, scale, bias);
        bool ofBytes = typeof(TSource) == typeof(byte) || typeof(TSource) == typeof(PixelByte);
        return ofBytes && X86Base.IsSupported ? mapped : TLanes.Canonical(mapped);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes MapValues<TSource, T, TLanes>(ref TSource source, TLanes mean, TLanes scale, TLanes bias)
        where TSource : unmanaged
        where T : unmanaged
        where TLanes : struct, IVectorLanes<TLanes, T> => TLanes.MultiplyAdd(TLanes.Load(in source) - mean, scale, bias);
}
