using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Sums, and sums of squares, of channels of bytes, in integers. They are exact, so it does not matter in which order or how many at a time
/// they are added. Where the hardware's vectors are narrower than those here, the runtime makes pairs of them.
/// </summary>
internal static class ByteKernel
{
    /// <summary>So many vectors, and one more, before a 16-bit sum of bytes could overflow: two bytes per lane and vector, each at most 255.</summary>
    private const int MaxVectors = (ushort.MaxValue / (2 * byte.MaxValue)) - 1;

    /// <summary>Values that are summed in one lane: 16 bits hold 257 of them.</summary>
    private const int MaxPositions = 256;

    /// <summary>Interleaved values that are summed at a time.</summary>
    private const int BlockValues = MaxPositions * Lanes.Count;

    /// <summary>Replaces what <paramref name="moments"/> holds by the moments of <paramref name="row"/>.</summary>
    public static void Compute(ReadOnlySpan<byte> row, ChannelShape shape, ByteMoments moments)
    {
        if (row.Length != shape.Size)
            throw new ArgumentException($"A row of {shape.Size} values was expected, but it has {row.Length}.", nameof(row));
        moments.Start(shape.Spatial);
        if (!shape.Interleaved)
            Planes(row, shape, moments);
        else if (Vector128.IsHardwareAccelerated && shape.Channels >= Lanes.Count)
            ByChannels(row, shape, moments);
        else
            Interleaved(row, shape, moments);
    }

    private static void Planes(ReadOnlySpan<byte> row, ChannelShape shape, ByteMoments moments)
    {
        for (int c = 0; c < shape.Channels; c++)
        {
            (long sum, long squares) = Sum(row.Slice(c * shape.Spatial, shape.Spatial));
            moments.Set(c, sum, squares);
        }
    }

    private static (long Sum, long Squares) Sum(ReadOnlySpan<byte> plane)
    {
        long sum = 0;
        long squares = 0;
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            while (plane.Length - i >= Vector256<byte>.Count)
            {
                int vectors = Math.Min((plane.Length - i) / Vector256<byte>.Count, MaxVectors);
                int after = plane.Length - i - (vectors * Vector256<byte>.Count);
                int rest = after < Vector256<byte>.Count ? after : 0;
                (uint blockSum, ulong blockSquares) = Block(ref MemoryMarshal.GetReference(plane[i..]), vectors, rest);
                sum += blockSum;
                squares += (long)blockSquares;
                i += (vectors * Vector256<byte>.Count) + rest;
            }
        }

        for (; i < plane.Length; i++)
        {
            sum += plane[i];
            squares += plane[i] * plane[i];
        }

        return (sum, squares);
    }

    /// <summary>Sums whole vectors, and the <paramref name="rest"/> that follows them, fewer values than a vector holds.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private static (uint Sum, ulong Squares) Block(ref byte values, int vectors, int rest)
    {
        Vector256<ushort> sums = default;
        Vector256<uint> squares = default;
        for (int i = 0; i < vectors; i++)
            Add(Vector256.LoadUnsafe(ref values, (nuint)(i * Vector256<byte>.Count)), ref sums, ref squares);
        if (rest > 0)
        {
            // The last vector begins before the values that are left, and holds zeros for those that were summed.
            Vector256<byte> overlapping = Vector256.LoadUnsafe(ref values, (nuint)(((vectors - 1) * Vector256<byte>.Count) + rest));
            Vector256<byte> isLeft = Vector256.GreaterThanOrEqual(Vector256<byte>.Indices, Vector256.Create((byte)(Vector256<byte>.Count - rest)));
            Add(overlapping & isLeft, ref sums, ref squares);
        }

        (Vector256<ulong> a, Vector256<ulong> b) = Vector256.Widen(squares);
        return (Vector256.Sum(WidenAdd(sums)), Vector256.Sum(a + b));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<byte> values, ref Vector256<ushort> sums, ref Vector256<uint> squares)
    {
        (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(values);
        sums += lower + upper;
        squares += WidenAdd(lower * lower) + WidenAdd(upper * upper);
    }

    private static Vector256<uint> WidenAdd(Vector256<ushort> values)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(values);
        return lower + upper;
    }

    /// <summary>Interleaved channels: as in <see cref="MomentsKernel"/>, a set of partial sums for each vector of a period.</summary>
    private static void Interleaved(ReadOnlySpan<byte> row, ChannelShape shape, ByteMoments moments)
    {
        int period = Math.Min(shape.Period(Lanes.Count), shape.Size);
        ulong[] partials = ArrayPool<ulong>.Shared.Rent(2 * period);
        Span<ulong> sums = partials.AsSpan(0, period);
        Span<ulong> squares = partials.AsSpan(period, period);
        sums.Clear();
        squares.Clear();

        int whole = Vector128.IsHardwareAccelerated && period % Lanes.Count == 0 ? row.Length - (row.Length % period) : 0;
        int block = period * Math.Max(1, BlockValues / period);
        for (int start = 0; start < whole; start += block)
            Periods(row[start..Math.Min(whole, start + block)], sums, squares);
        for (int i = whole; i < row.Length; i++)
        {
            sums[i % period] += row[i];
            squares[i % period] += (ulong)(row[i] * row[i]);
        }

        for (int c = 0; c < shape.Channels; c++)
            moments.Set(c, (long)PartialSums.Total<ulong>(sums, c, shape.Channels), (long)PartialSums.Total<ulong>(squares, c, shape.Channels));
        ArrayPool<ulong>.Shared.Return(partials);
    }

    /// <summary>Sixteen channels or more: sixteen at a time, at every position.</summary>
    private static void ByChannels(ReadOnlySpan<byte> row, ChannelShape shape, ByteMoments moments)
    {
        Span<ulong> sums = stackalloc ulong[Lanes.Count];
        Span<ulong> squares = stackalloc ulong[Lanes.Count];
        for (int c = 0; c < shape.Channels; c += Lanes.Count)
        {
            // The last sixteen may have been among those before: then they are the same again.
            int first = Math.Min(c, shape.Channels - Lanes.Count);
            sums.Clear();
            squares.Clear();
            for (int start = 0; start < shape.Spatial; start += MaxPositions)
            {
                int positions = Math.Min(MaxPositions, shape.Spatial - start);
                Add(Strided(ref Unsafe.AsRef(in row[(start * shape.Channels) + first]), shape.Channels, positions * shape.Channels), sums, squares);
            }

            for (int lane = 0; lane < Lanes.Count; lane++)
                moments.Set(first + lane, (long)sums[lane], (long)squares[lane]);
        }
    }

    private static void Periods(ReadOnlySpan<byte> values, Span<ulong> sums, Span<ulong> squares)
    {
        for (int lane = 0; lane < sums.Length; lane += Lanes.Count)
        {
            Add(Strided(ref Unsafe.AsRef(in values[lane]), sums.Length, values.Length - lane), sums[lane..], squares[lane..]);
        }
    }

    [MethodImpl(HotLoop.Compilation)]
    private static (Vector256<ushort> Sums, Vector256<uint> LowerSquares, Vector256<uint> UpperSquares) Strided(ref byte values, int step, int end)
    {
        Vector256<ushort> sums = default;
        Vector256<uint> lowerSquares = default;
        Vector256<uint> upperSquares = default;
        for (nuint i = 0; i < (nuint)end; i += (nuint)step)
        {
            Vector256<ushort> wide = Vector256.WidenLower(Vector128.LoadUnsafe(ref values, i).ToVector256Unsafe());
            (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(wide * wide);
            sums += wide;
            lowerSquares += lower;
            upperSquares += upper;
        }

        return (sums, lowerSquares, upperSquares);
    }

    private static void Add(
        (Vector256<ushort> Sums, Vector256<uint> LowerSquares, Vector256<uint> UpperSquares) partials, Span<ulong> sums, Span<ulong> squares)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(partials.Sums);
        Add(lower, sums);
        Add(upper, sums[8..]);
        Add(partials.LowerSquares, squares);
        Add(partials.UpperSquares, squares[8..]);
    }

    private static void Add(Vector256<uint> values, Span<ulong> sums)
    {
        (Vector256<ulong> lower, Vector256<ulong> upper) = Vector256.Widen(values);
        (Vector256.Create<ulong>(sums) + lower).CopyTo(sums);
        (Vector256.Create<ulong>(sums[4..]) + upper).CopyTo(sums[4..]);
    }
}
