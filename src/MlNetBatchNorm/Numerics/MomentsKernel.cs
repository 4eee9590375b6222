using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics;

/// <summary>
/// Mean and sum of squared deviations of every channel of one row, in one pass, in double precision around a pivot: the channel's first
/// value. A value of the channel itself as pivot keeps the relative rounding error of the variance below the count times 2^-52, however
/// far the values lie from zero. The result depends on the row alone, and is the same to the bit at every vector width.
/// </summary>
internal static class MomentsKernel
{
    /// <summary>Replaces what <paramref name="moments"/> holds by the moments of <paramref name="row"/> (float or double).</summary>
    public static void Compute<T>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments) where T : unmanaged
    {
        moments.Start(shape.Spatial);
        Compute(row, shape, new RealSums<T>(moments));
    }

    /// <summary>Replaces what <paramref name="moments"/> holds by the moments of <paramref name="row"/>.</summary>
    /// <remarks>Around zero as pivot the sums are integers below 2^53, which doubles hold exactly.</remarks>
    public static void Compute(ReadOnlySpan<byte> row, ChannelShape shape, ByteMoments moments)
    {
        moments.Start(shape.Spatial);
        Compute(row, shape, new ByteSums(moments));
    }

    internal static void Compute<T, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, RealMoments moments)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        moments.Start(shape.Spatial);
        Compute<T, RealSums<T>, TLanes>(row, shape, new RealSums<T>(moments));
    }

    private static void Compute<T, TSums>(ReadOnlySpan<T> row, ChannelShape shape, TSums sums)
        where T : unmanaged
        where TSums : struct, IChannelSums<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Compute<T, TSums, Lanes512>(row, shape, sums);
        else if (Vector128.IsHardwareAccelerated)
            Compute<T, TSums, Lanes256>(row, shape, sums);
        else
            Compute<T, TSums, ScalarLanes>(row, shape, sums);
    }

    private static void Compute<T, TSums, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, TSums result)
        where T : unmanaged
        where TSums : struct, IChannelSums<T>
        where TLanes : struct, ILanes<TLanes>
    {
        if (row.Length != shape.Size)
            throw new ArgumentException($"A row of {shape.Size} values was expected, but it has {row.Length}.", nameof(row));
        if (shape.Interleaved)
            Interleaved<T, TSums, TLanes>(row, shape, result);
        else
            Planes<T, TSums, TLanes>(row, shape, result);
    }

    private static void Planes<T, TSums, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, TSums result)
        where T : unmanaged
        where TSums : struct, IChannelSums<T>
        where TLanes : struct, ILanes<TLanes>
    {
        for (int c = 0; c < shape.Channels; c++)
        {
            ReadOnlySpan<T> plane = row.Slice(c * shape.Spatial, shape.Spatial);
            T pivot = TSums.Pivot(plane[0]);
            (double sum, double squares) = Plane<T, TLanes>(plane, pivot);
            result.Set(c, pivot, sum, squares);
        }
    }

    private static (double Sum, double Squares) Plane<T, TLanes>(ReadOnlySpan<T> plane, T pivot)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes pivots = TLanes.Broadcast(Widening.ToDouble(pivot));
        TLanes sums = default;
        TLanes squares = default;

        int whole = plane.Length & -Lanes.Count;
        for (int i = 0; i < whole; i += Lanes.Count)
        {
            TLanes deviations = TLanes.Load(in plane[i]) - pivots;
            sums += deviations;
            squares = TLanes.SquareAdd(deviations, squares);
        }

        if (whole < plane.Length)
        {
            // Lanes that hold the pivot add zero.
            Span<T> rest = stackalloc T[Lanes.Count];
            rest.Fill(pivot);
            plane[whole..].CopyTo(rest);
            TLanes deviations = TLanes.Load(in rest[0]) - pivots;
            sums += deviations;
            squares = TLanes.SquareAdd(deviations, squares);
        }

        return (Sum(sums), Sum(squares));
    }

    /// <summary>
    /// Interleaved channels: after <see cref="ChannelShape.Period"/> values the lanes meet the same channels again, so that many partial
    /// sums are kept in memory, and every vector but the last is whole.
    /// </summary>
    private static void Interleaved<T, TSums, TLanes>(ReadOnlySpan<T> row, ChannelShape shape, TSums result)
        where T : unmanaged
        where TSums : struct, IChannelSums<T>
        where TLanes : struct, ILanes<TLanes>
    {
        int period = shape.Period(Lanes.Count);
        T[] pivots = ArrayPool<T>.Shared.Rent(period);
        double[] partials = ArrayPool<double>.Shared.Rent(2 * period);
        try
        {
            for (int i = 0; i < period; i++)
                pivots[i] = TSums.Pivot(row[i % shape.Channels]);
            Span<double> sums = partials.AsSpan(0, period);
            Span<double> squares = partials.AsSpan(period, period);
            partials.AsSpan(0, 2 * period).Clear();

            int whole = row.Length & -Lanes.Count;
            int lane = 0;
            for (int i = 0; i < whole; i += Lanes.Count)
            {
                Accumulate<T, TLanes>(in row[i], ref pivots[lane], ref sums[lane], ref squares[lane]);
                lane += Lanes.Count;
                if (lane == period)
                    lane = 0;
            }

            if (whole < row.Length)
            {
                Span<T> rest = stackalloc T[Lanes.Count];
                pivots.AsSpan(lane, Lanes.Count).CopyTo(rest);
                row[whole..].CopyTo(rest);
                Accumulate<T, TLanes>(in rest[0], ref pivots[lane], ref sums[lane], ref squares[lane]);
            }

            for (int c = 0; c < shape.Channels; c++)
                result.Set(c, pivots[c], SumOf(sums, c, shape.Channels), SumOf(squares, c, shape.Channels));
        }
        finally
        {
            ArrayPool<T>.Shared.Return(pivots);
            ArrayPool<double>.Shared.Return(partials);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<T, TLanes>(ref readonly T values, ref T pivots, ref double sums, ref double squares)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes deviations = TLanes.Load(in values) - TLanes.Load(in pivots);
        TLanes.Store(TLanes.Load(in sums) + deviations, ref sums);
        TLanes.Store(TLanes.SquareAdd(deviations, TLanes.Load(in squares)), ref squares);
    }

    private static double Sum<TLanes>(TLanes lanes) where TLanes : struct, ILanes<TLanes>
    {
        Span<double> values = stackalloc double[Lanes.Count];
        TLanes.Store(lanes, ref MemoryMarshal.GetReference(values));
        return SumOf(values, 0, 1);
    }

    private static double SumOf(ReadOnlySpan<double> partials, int first, int step)
    {
        double sum = 0;
        for (int i = first; i < partials.Length; i += step)
            sum += partials[i];
        return sum;
    }
}
