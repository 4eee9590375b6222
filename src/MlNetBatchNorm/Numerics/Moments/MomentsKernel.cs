using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>Replaces what <paramref name="moments"/> holds by the moments of <paramref name="row"/> (float or double).</summary>
    public static void Compute<T>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated)
            Compute<T, Lanes512>(row, shape, moments);
        else if (Vector128.IsHardwareAccelerated)
            Compute<T, Lanes256>(row, shape, moments);
        else
            Compute<T, ScalarLanes>(row, shape, moments);
    }

    internal static void Compute<T, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        if (row.Length != shape.Size)
            throw new ArgumentException($"A row of {shape.Size} values was expected, but it has {row.Length}.", nameof(row));
        moments.Start(shape.Spatial);
        if (shape.Spatial == 1)
            OneValueEach(row, moments);
        else if (shape.ChannelsLast)
            Interleaved<T, TLanes>(row, shape, moments);
        else
            Planes<T, TLanes>(row, shape, moments);
    }

    private static void Planes<T, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        for (int c = 0; c < shape.Channels; c++)
        {
            ReadOnlySpan<T> plane = row.Slice(c * shape.Spatial, shape.Spatial);
            T pivot = Pivot(plane[0]);
            (double sum, double squares) = Plane<T, TLanes>(plane, pivot);
            moments.Set(c, Widening.ToDouble(pivot), sum, squares);
        }
    }

    private static (double Sum, double Squares) Plane<T, TLanes>(ReadOnlySpan<T> plane, T pivot)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes pivots = TLanes.Broadcast(Widening.ToDouble(pivot));
        TLanes sums = default;
        TLanes squares = default;
        int whole = plane.Length / Lanes.Count;
        WholeLanes(ref MemoryMarshal.GetReference(plane), whole, Lanes.Count, pivots, ref sums, ref squares);
        if (whole * Lanes.Count < plane.Length)
        {
            // Lanes that hold the pivot add zero.
            Span<T> rest = stackalloc T[Lanes.Count];
            rest.Fill(pivot);
            plane[(whole * Lanes.Count)..].CopyTo(rest);
            WholeLanes(ref rest[0], 1, Lanes.Count, pivots, ref sums, ref squares);
        }

        return (TLanes.Sum(sums), TLanes.Sum(squares));
    }

    /// <summary>
    /// Interleaved channels: after <see cref="ChannelShape.Period"/> values the lanes meet the same channels again, so there is a set of
    /// partial sums for each vector of a period. Blocks that fit the nearest cache are read once for each of them.
    /// </summary>
    private static void Interleaved<T, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        int period = shape.Period(Lanes.Count);
        int block = period * Math.Max(1, BlockValues / period);
        T[] pivots = ArrayPool<T>.Shared.Rent(period);
        double[] partials = ArrayPool<double>.Shared.Rent(2 * period);
        Span<double> sums = partials.AsSpan(0, period);
        Span<double> squares = partials.AsSpan(period, period);
        sums.Clear();
        squares.Clear();
        for (int i = 0; i < period; i++)
            pivots[i] = Pivot(row[i % shape.Channels]);

        for (int start = 0; start < row.Length; start += block)
            Block<T, TLanes>(row.Slice(start, Math.Min(block, row.Length - start)), pivots.AsSpan(0, period), sums, squares);

        for (int c = 0; c < shape.Channels; c++)
            moments.Set(c, Widening.ToDouble(pivots[c]), PartialSums.Total<double>(sums, c, shape.Channels), PartialSums.Total<double>(squares, c, shape.Channels));
        ArrayPool<T>.Shared.Return(pivots);
        ArrayPool<double>.Shared.Return(partials);
    }

    private static void Block<T, TLanes>(ReadOnlySpan<T> values, ReadOnlySpan<T> pivots, Span<double> sums, Span<double> squares)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
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
                // Lanes that hold the pivot add zero.
                pivots.Slice(lane, Lanes.Count).CopyTo(rest);
                values[whole..].CopyTo(rest);
                WholeLanes(ref rest[0], 1, Lanes.Count, pivot, ref s, ref q);
            }

            TLanes.Store(s, ref sums[lane]);
            TLanes.Store(q, ref squares[lane]);
        }
    }

    /// <summary>Adds <paramref name="count"/> vectors.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private static void WholeLanes<T, TLanes>(ref T values, int count, int step, TLanes pivots, ref TLanes sums, ref TLanes squares)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes s = sums;
        TLanes q = squares;
        nuint end = (nuint)count * (nuint)step;
        for (nuint i = 0; i < end; i += (nuint)step)
        {
            TLanes deviations = TLanes.Load(ref Unsafe.Add(ref values, i)) - pivots;
            s += deviations;
            q = TLanes.SquareAdd(deviations, q);
        }

        sums = s;
        squares = q;
    }

    /// <summary>One value a channel: nothing deviates from it.</summary>
    private static void OneValueEach<T>(ReadOnlySpan<T> row, RealMoments moments) where T : unmanaged
    {
        for (int c = 0; c < row.Length; c++)
        {
            double pivot = Widening.ToDouble(Pivot(row[c]));
            double deviation = Widening.ToDouble(row[c]) - pivot;
            moments.Set(c, pivot, deviation, deviation * deviation);
        }
    }

    /// <summary>The value itself, but an infinite pivot would turn the channel's infinite mean into a NaN.</summary>
    private static T Pivot<T>(T first) where T : unmanaged => double.IsFinite(Widening.ToDouble(first)) ? first : default;
}
