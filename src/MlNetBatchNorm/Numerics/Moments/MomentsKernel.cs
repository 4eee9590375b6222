using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Mean and sum of squared deviations of every channel of one row, in one pass, in double precision around a pivot: the channel's first
/// value. A value of the channel itself as pivot keeps the relative rounding error of the variance below the count times 2^-52, however
/// far the values lie from zero. The result depends on the row alone, and is the same to the bit at every vector width.
/// </summary>
internal static class MomentsKernel
{
    /// <summary>16 KiB of floats: half of a usual first-level cache.</summary>
    private const int BlockValues = 4096;

    /// <summary>Shorter periods of interleaved channels fit a block several times.</summary>
    private const int MinPeriodByChannels = 512;

    /// <summary>Replaces what <paramref name="moments"/> holds by the moments of <paramref name="row"/> (float or double).</summary>
    public static void Compute<T>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated)
            Compute<T, SixteenDoubles512>(row, shape, moments);
        else if (Vector128.IsHardwareAccelerated)
            Compute<T, SixteenDoubles256>(row, shape, moments);
        else
            Compute<T, SixteenScalars>(row, shape, moments);
    }

    internal static void Compute<T, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        if (row.Length != shape.Size)
            throw new ArgumentException($"A row of {shape.Size} values was expected, but it has {row.Length}.", nameof(row));
        moments.Start(shape.Spatial);
        if (shape.Interleaved && shape.Channels >= Lanes.Count && shape.Period(Lanes.Count) >= MinPeriodByChannels)
            ByChannels<T, TLanes>(row, shape, moments);
        else if (shape.Interleaved)
            Interleaved<T, TLanes>(row, shape, moments);
        else
            Planes<T, TLanes>(row, shape, moments);
    }

    private static void Planes<T, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        int whole = shape.Spatial / Lanes.Count * Lanes.Count;
        int rest = shape.Spatial - whole;
        Span<T> padded = stackalloc T[Lanes.Count];
        Span<double> pivots = stackalloc double[Lanes.Count];
        Span<double> sums = stackalloc double[Lanes.Count];
        Span<double> squares = stackalloc double[Lanes.Count];
        for (int first = 0; first < shape.Channels; first += Lanes.Count)
        {
            int channels = Math.Min(Lanes.Count, shape.Channels - first);
            for (int c = 0; c < channels; c++)
            {
                ReadOnlySpan<T> plane = row[((first + c) * shape.Spatial)..];
                ref readonly T tail = ref padded[0];
                if (whole + Lanes.Count <= plane.Length)
                    tail = ref plane[whole];
                else
                    plane[whole..].CopyTo(padded);

                pivots[c] = Pivot(plane[0]);
                Plane<T, TLanes>(in plane[0], whole, in tail, rest, pivots[c], out sums[c], out squares[c]);
            }

            if (channels < Lanes.Count)
            {
                pivots[channels..].Clear();
                sums[channels..].Clear();
                squares[channels..].Clear();
            }

            moments.Set(first, TLanes.Load(in pivots[0]), TLanes.Load(in sums[0]), TLanes.Load(in squares[0]));
        }
    }

    /// <summary>Sums <paramref name="whole"/> values and the first <paramref name="rest"/> of sixteen others.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private static void Plane<T, TLanes>(ref readonly T plane, int whole, ref readonly T tail, int rest, double pivot, out double sum, out double squares)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes pivots = TLanes.Broadcast(pivot);
        TLanes s = default;
        TLanes q = default;
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
        {
            TLanes deviations = TLanes.Load(in Unsafe.Add(ref Unsafe.AsRef(in plane), i)) - pivots;
            s += deviations;
            q = TLanes.MultiplyAdd(deviations, deviations, q);
        }

        if (rest > 0)
        {
            TLanes deviations = TLanes.KeepFirst(TLanes.Load(in tail) - pivots, rest);
            s += deviations;
            q = TLanes.MultiplyAdd(deviations, deviations, q);
        }

        sum = TLanes.Sum(s);
        squares = TLanes.Sum(q);
    }

    /// <summary>
    /// Many interleaved channels, sixteen at a time: their partial sums, one for each lane in which a channel's values may lie, need no memory.
    /// The sums and their order are those of <see cref="Interleaved"/>.
    /// </summary>
    private static void ByChannels<T, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        int partials = Lanes.Count / Math.Min(Lanes.Count, shape.Channels & -shape.Channels);
        for (int c = 0; c < shape.Channels; c += Lanes.Count)
        {
            // The last sixteen may have been among those before: then they are the same again.
            int first = Math.Min(c, shape.Channels - Lanes.Count);
            Channels<T, TLanes>(in row[first], shape, partials, out TLanes pivots, out TLanes sums, out TLanes squares);
            moments.Set(first, pivots, sums, squares);
        }
    }

    [MethodImpl(HotLoop.Compilation)]
    private static void Channels<T, TLanes>(ref readonly T first, ChannelShape shape, int partials, out TLanes pivots, out TLanes sums, out TLanes squares)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes pivot = TLanes.Load(in first);
        pivot = TLanes.WhereFinite(pivot, pivot, default);
        TLanes sum = default;
        TLanes square = default;
        nuint end = (nuint)shape.Spatial * (nuint)shape.Channels;
        nuint step = (nuint)partials * (nuint)shape.Channels;
        for (nuint start = 0; start < Math.Min(step, end); start += (nuint)shape.Channels)
        {
            TLanes s = default;
            TLanes q = default;
            for (nuint i = start; i < end; i += step)
            {
                TLanes deviations = TLanes.Load(in Unsafe.Add(ref Unsafe.AsRef(in first), i)) - pivot;
                s += deviations;
                q = TLanes.MultiplyAdd(deviations, deviations, q);
            }

            sum += s;
            square += q;
        }

        pivots = pivot;
        sums = sum;
        squares = square;
    }

    /// <summary>
    /// Interleaved channels: after <see cref="ChannelShape.Period"/> values the lanes meet the same channels again, so there is a set of
    /// partial sums for each vector of a period. Blocks that fit the nearest cache are read once for each of them.
    /// </summary>
    private static void Interleaved<T, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        int period = shape.Period(Lanes.Count);
        int block = period * Math.Max(1, BlockValues / period);
        double[] partials = ArrayPool<double>.Shared.Rent(3 * period);
        Span<double> pivots = partials.AsSpan(0, period);
        Span<double> sums = partials.AsSpan(period, period);
        Span<double> squares = partials.AsSpan(2 * period, period);
        sums.Clear();
        squares.Clear();
        for (int i = 0; i < period; i++)
            pivots[i] = Pivot(row[i % shape.Channels]);

        for (int start = 0; start < row.Length; start += block)
            Block<T, TLanes>(row.Slice(start, Math.Min(block, row.Length - start)), pivots, sums, squares);
        SetTotals<TLanes>(shape.Channels, pivots, sums, squares, moments);
        ArrayPool<double>.Shared.Return(partials);
    }

    private static void SetTotals<TLanes>(
        int channels, ReadOnlySpan<double> pivots, ReadOnlySpan<double> sums, ReadOnlySpan<double> squares, RealMoments moments)
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        Span<double> pivot = stackalloc double[Lanes.Count];
        Span<double> sum = stackalloc double[Lanes.Count];
        Span<double> square = stackalloc double[Lanes.Count];
        for (int first = 0; first < channels; first += Lanes.Count)
        {
            pivot.Clear();
            sum.Clear();
            square.Clear();
            for (int c = first; c < Math.Min(channels, first + Lanes.Count); c++)
            {
                pivot[c - first] = pivots[c];
                sum[c - first] = PartialSums.Total(sums, c, channels);
                square[c - first] = PartialSums.Total(squares, c, channels);
            }

            moments.Set(first, TLanes.Load(in pivot[0]), TLanes.Load(in sum[0]), TLanes.Load(in square[0]));
        }
    }

    private static void Block<T, TLanes>(ReadOnlySpan<T> values, ReadOnlySpan<double> pivots, Span<double> sums, Span<double> squares)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        Span<T> rest = stackalloc T[Lanes.Count];
        for (int lane = 0; lane < pivots.Length && lane < values.Length; lane += Lanes.Count)
        {
            TLanes pivot = TLanes.Load(in pivots[lane]);
            TLanes s = TLanes.Load(in sums[lane]);
            TLanes q = TLanes.Load(in squares[lane]);
            int whole = lane;
            if (values.Length - lane >= Lanes.Count)
            {
                int count = ((values.Length - lane - Lanes.Count) / pivots.Length) + 1;
                WholeLanes(ref Unsafe.AsRef(in values[lane]), count, pivots.Length, pivot, ref s, ref q);
                whole += count * pivots.Length;
            }

            if (whole < values.Length)
            {
                values[whole..].CopyTo(rest);
                TLanes deviations = TLanes.KeepFirst(TLanes.Load(in rest[0]) - pivot, values.Length - whole);
                s += deviations;
                q = TLanes.MultiplyAdd(deviations, deviations, q);
            }

            TLanes.Store(s, ref sums[lane]);
            TLanes.Store(q, ref squares[lane]);
        }
    }

    /// <summary>Adds <paramref name="count"/> vectors.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private static void WholeLanes<T, TLanes>(ref T values, int count, int step, TLanes pivots, ref TLanes sums, ref TLanes squares)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes s = sums;
        TLanes q = squares;
        nuint end = (nuint)count * (nuint)step;
        for (nuint i = 0; i < end; i += (nuint)step)
        {
            TLanes deviations = TLanes.Load(ref Unsafe.Add(ref values, i)) - pivots;
            s += deviations;
            q = TLanes.MultiplyAdd(deviations, deviations, q);
        }

        sums = s;
        squares = q;
    }

    /// <summary>The value itself, but an infinite pivot would turn the channel's infinite mean into a NaN.</summary>
    private static double Pivot<T>(T first) where T : unmanaged
    {
        double value = Widening.ToDouble(first);
        return double.IsFinite(value) ? value : 0;
    }
}
