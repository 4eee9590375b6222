using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>
/// Adds up two sums of each channel, in double precision and in sixteen lanes, from one call to the next: the same bits at every vector
/// width, and whatever neighboring channels are summed along.
/// </summary>
internal static class ChannelSums<TSum> where TSum : IChannelSum
{
    /// <summary>Adds planes: values of neighboring channels, those of each together.</summary>
    /// <param name="input">As many values of each channel.</param>
    /// <param name="outputGradient">As long.</param>
    /// <param name="centers">What deviations are taken from, for each channel.</param>
    /// <param name="sums">Sixteen for each channel.</param>
    /// <param name="products">Sixteen for each channel.</param>
    public static void AddPlanes(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, ReadOnlySpan<double> centers, Span<double> sums, Span<double> products)
    {
        if (Vector512.IsHardwareAccelerated)
            AddPlanes<SixteenDoubles512>(input, outputGradient, centers, sums, products);
        else if (Vector128.IsHardwareAccelerated)
            AddPlanes<SixteenDoubles256>(input, outputGradient, centers, sums, products);
        else
            AddPlanes<SixteenScalars>(input, outputGradient, centers, sums, products);
    }

    /// <summary>Adds values of interleaved channels.</summary>
    /// <param name="input">Values of which the first is of the first channel.</param>
    /// <param name="outputGradient">As long.</param>
    /// <param name="centers">What deviations are taken from, for each value of a period.</param>
    /// <param name="sums">One for each value of a period.</param>
    /// <param name="products">One for each value of a period.</param>
    public static void AddInterleaved(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, ReadOnlySpan<double> centers, Span<double> sums, Span<double> products)
    {
        if (Vector512.IsHardwareAccelerated)
            AddInterleaved<SixteenDoubles512>(input, outputGradient, centers, sums, products);
        else if (Vector128.IsHardwareAccelerated)
            AddInterleaved<SixteenDoubles256>(input, outputGradient, centers, sums, products);
        else
            AddInterleaved<SixteenScalars>(input, outputGradient, centers, sums, products);
    }

    internal static void AddPlanes<TLanes>(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, ReadOnlySpan<double> centers, Span<double> sums, Span<double> products)
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        int length = input.Length / centers.Length;
        int rest = length % Lanes.Count;
        int whole = length - rest;
        // The rest of a plane is read as the beginning of sixteen values; near the end there are fewer.
        int safe = rest == 0 ? centers.Length : Math.Max(0, (input.Length - whole - Lanes.Count + length) / length);
        if (safe > 0)
            AddPlanes<TLanes>(in input[0], in outputGradient[0], length, rest, centers[..safe], ref sums[0], ref products[0]);
        for (int plane = safe; plane < centers.Length; plane++)
        {
            int start = plane * length;
            int lanes = plane * Lanes.Count;
            AddPlanes<TLanes>(in input[start], in outputGradient[start], whole, rest: 0, centers.Slice(plane, 1), ref sums[lanes], ref products[lanes]);
            AddLast(
                input.Slice(start + whole, rest), outputGradient.Slice(start + whole, rest), TLanes.Broadcast(centers[plane]),
                ref sums[lanes], ref products[lanes]);
        }
    }

    internal static void AddInterleaved<TLanes>(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, ReadOnlySpan<double> centers, Span<double> sums, Span<double> products)
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        int period = centers.Length;
        int row = 0;
        for (int some = TSum.RowsAtOnce * period; input.Length - row >= some; row += some)
            AddRows<TLanes>(in input[row], in outputGradient[row], centers, ref sums[0], ref products[0]);
        for (; input.Length - row >= period; row += period)
            AddRow<TLanes>(in input[row], in outputGradient[row], centers, ref sums[0], ref products[0]);

        int rest = (input.Length - row) % Lanes.Count;
        int whole = input.Length - row - rest;
        if (whole > 0)
            AddRow<TLanes>(in input[row], in outputGradient[row], centers[..whole], ref sums[0], ref products[0]);
        if (rest > 0)
            AddLast(input[^rest..], outputGradient[^rest..], TLanes.Load(in centers[whole]), ref sums[whole], ref products[whole]);
    }

    /// <summary>Planes of <paramref name="length"/> values, of which <paramref name="rest"/> follow the whole lanes.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private static void AddPlanes<TLanes>(
        ref readonly float input, ref readonly float outputGradient, int length, int rest, ReadOnlySpan<double> centers, ref double sums, ref double products)
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        ref float x = ref Unsafe.AsRef(in input);
        ref float dy = ref Unsafe.AsRef(in outputGradient);
        nint whole = length - rest;
        for (int plane = 0; plane < centers.Length; plane++)
        {
            TLanes center = TLanes.Broadcast(centers[plane]);
            TLanes s = TLanes.Load(in Unsafe.Add(ref sums, plane * Lanes.Count));
            TLanes p = TLanes.Load(in Unsafe.Add(ref products, plane * Lanes.Count));
            for (nint i = 0; i < whole; i += Lanes.Count)
                Add(ref Unsafe.Add(ref x, i), ref Unsafe.Add(ref dy, i), center, ref s, ref p);
            if (rest > 0)
                AddFirst(ref Unsafe.Add(ref x, whole), ref Unsafe.Add(ref dy, whole), rest, center, ref s, ref p);

            TLanes.Store(s, ref Unsafe.Add(ref sums, plane * Lanes.Count));
            TLanes.Store(p, ref Unsafe.Add(ref products, plane * Lanes.Count));
            x = ref Unsafe.Add(ref x, length);
            dy = ref Unsafe.Add(ref dy, length);
        }
    }

    /// <summary>
    /// As many periods as are summed at once, so that the partial sums are read and written once for all. Each has its own loads, because hardware reads memory ahead
    /// load by load.
    /// </summary>
    [MethodImpl(HotLoop.Compilation)]
    private static void AddRows<TLanes>(
        ref readonly float input, ref readonly float outputGradient, ReadOnlySpan<double> centers, ref double sums, ref double products)
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        ref float x = ref Unsafe.AsRef(in input);
        ref float dy = ref Unsafe.AsRef(in outputGradient);
        nint period = centers.Length;
        for (nint i = 0; i < period; i += Lanes.Count)
        {
            TLanes center = TLanes.Load(in Unsafe.Add(ref MemoryMarshal.GetReference(centers), i));
            TLanes s = TLanes.Load(in Unsafe.Add(ref sums, i));
            TLanes p = TLanes.Load(in Unsafe.Add(ref products, i));
            Add(ref Unsafe.Add(ref x, i), ref Unsafe.Add(ref dy, i), center, ref s, ref p);
            Add(ref Unsafe.Add(ref x, i + period), ref Unsafe.Add(ref dy, i + period), center, ref s, ref p);
            if (TSum.RowsAtOnce == 4)
            {
                Add(ref Unsafe.Add(ref x, i + (2 * period)), ref Unsafe.Add(ref dy, i + (2 * period)), center, ref s, ref p);
                Add(ref Unsafe.Add(ref x, i + (3 * period)), ref Unsafe.Add(ref dy, i + (3 * period)), center, ref s, ref p);
            }

            TLanes.Store(s, ref Unsafe.Add(ref sums, i));
            TLanes.Store(p, ref Unsafe.Add(ref products, i));
        }
    }

    /// <summary>A period, or some whole lanes of one.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private static void AddRow<TLanes>(
        ref readonly float input, ref readonly float outputGradient, ReadOnlySpan<double> centers, ref double sums, ref double products)
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        for (nint i = 0; i < centers.Length; i += Lanes.Count)
        {
            TLanes s = TLanes.Load(in Unsafe.Add(ref sums, i));
            TLanes p = TLanes.Load(in Unsafe.Add(ref products, i));
            Add(
                ref Unsafe.Add(ref Unsafe.AsRef(in input), i), ref Unsafe.Add(ref Unsafe.AsRef(in outputGradient), i),
                TLanes.Load(in Unsafe.Add(ref MemoryMarshal.GetReference(centers), i)), ref s, ref p);
            TLanes.Store(s, ref Unsafe.Add(ref sums, i));
            TLanes.Store(p, ref Unsafe.Add(ref products, i));
        }
    }

    /// <summary>Fewer values than there are lanes, after which there may be no more.</summary>
    private static void AddLast<TLanes>(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, TLanes center, ref double sums, ref double products)
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        Span<float> x = stackalloc float[Lanes.Count];
        Span<float> dy = stackalloc float[Lanes.Count];
        input.CopyTo(x);
        outputGradient.CopyTo(dy);
        TLanes s = TLanes.Load(in sums);
        TLanes p = TLanes.Load(in products);
        AddFirst(ref x[0], ref dy[0], input.Length, center, ref s, ref p);
        TLanes.Store(s, ref sums);
        TLanes.Store(p, ref products);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes>(ref float x, ref float dy, TLanes center, ref TLanes sums, ref TLanes products)
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes terms = TSum.Terms(in x, in dy, center);
        sums += terms;
        products = TLanes.MultiplyAdd(terms, TSum.Factors(terms, in x, center), products);
    }

    /// <summary>Adds the first of sixteen values; the others may be anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFirst<TLanes>(ref float x, ref float dy, int count, TLanes center, ref TLanes sums, ref TLanes products)
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes terms = TLanes.KeepFirst(TSum.Terms(in x, in dy, center), count);
        sums += terms;
        products = TLanes.MultiplyAdd(terms, TLanes.KeepFirst(TSum.Factors(terms, in x, center), count), products);
    }
}
