using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetBatchNorm.Numerics.Resampling;

/// <summary>Resizes along one axis. Rows are of pixels of four bytes, in memory as <see cref="PixelRows"/> describes.</summary>
internal static class ResamplingKernel
{
    /// <summary>So many sums are computed at once that the loads of weights are shared, and that no sum waits for its last addition.</summary>
    private const int SumsAtOnce = 4;

    /// <summary>Resizes rows: each becomes a row as long as there are <paramref name="weights"/>.</summary>
    /// <param name="rows">Rows of the axis' pixels from <paramref name="firstPixel"/> on, <paramref name="stride"/> bytes apart.</param>
    /// <param name="firstPixel">Where the rows begin on the axis.</param>
    /// <param name="stride">The bytes from one row to the next.</param>
    /// <param name="count">The number of rows, 1 or more.</param>
    /// <param name="weights">What each new pixel is made of.</param>
    /// <param name="destination">The new rows, <paramref name="destinationStride"/> bytes apart.</param>
    /// <param name="destinationStride">The bytes from one new row to the next.</param>
    public static void Horizontal(
        ReadOnlySpan<byte> rows, int firstPixel, int stride, int count, ResamplingWeights weights, Span<byte> destination, int destinationStride)
    {
        Check(rows.Length, stride, count, weights.End - firstPixel);
        Check(destination.Length, destinationStride, count, weights.Count);
        if (Avx2.IsSupported)
            Horizontal<PixelSums256>(rows, firstPixel, stride, count, weights, destination, destinationStride);
        else if (Vector128.IsHardwareAccelerated)
            Horizontal<PixelSums128>(rows, firstPixel, stride, count, weights, destination, destinationStride);
        else
            Horizontal<PixelSumsScalar>(rows, firstPixel, stride, count, weights, destination, destinationStride);
    }

    /// <summary>Resizes columns: there become as many rows as there are <paramref name="weights"/>.</summary>
    /// <param name="rows">Rows of <paramref name="width"/> pixels, <paramref name="stride"/> bytes apart; the first is the axis' pixel <paramref name="firstRow"/>.</param>
    /// <param name="firstRow">Where the rows begin on the axis.</param>
    /// <param name="stride">The bytes from one row to the next, old or new, as <see cref="PixelRows.Stride"/> gives them.</param>
    /// <param name="width">The number of pixels in a row.</param>
    /// <param name="weights">What each new row is made of.</param>
    /// <param name="destination">The new rows.</param>
    public static void Vertical(ReadOnlySpan<byte> rows, int firstRow, int stride, int width, ResamplingWeights weights, Span<byte> destination)
    {
        Check(rows.Length, stride, weights.End - firstRow, width);
        Check(destination.Length, stride, weights.Count, width);
        if (Avx2.IsSupported)
            Vertical<PixelSums256>(rows, firstRow, stride, width, weights, destination);
        else if (Vector128.IsHardwareAccelerated)
            Vertical<PixelSums128>(rows, firstRow, stride, width, weights, destination);
        else
            Vertical<PixelSumsScalar>(rows, firstRow, stride, width, weights, destination);
    }

    internal static void Horizontal<TSums>(
        ReadOnlySpan<byte> rows, int firstPixel, int stride, int count, ResamplingWeights weights, Span<byte> destination, int destinationStride)
        where TSums : struct, IPixelSums<TSums>
    {
        for (int row = 0; row < count; row += SumsAtOnce)
        {
            FourRows<TSums>(
                in rows[row * stride], firstPixel, Step(row, 1), Step(row, 2), Step(row, 3), stride, weights, ref destination[row * destinationStride], destinationStride);
        }

        // The last rows are computed more than once where there are less than four.
        int Step(int row, int further) => Math.Min(further, count - 1 - row);
    }

    internal static void Vertical<TSums>(ReadOnlySpan<byte> rows, int firstRow, int stride, int width, ResamplingWeights weights, Span<byte> destination)
        where TSums : struct, IPixelSums<TSums>
    {
        for (int i = 0; i < weights.Count; i++)
            OneRow<TSums>(in rows[(weights.First(i) - firstRow) * stride], stride, width, weights.Weights(i), ref destination[i * stride]);
    }

    [MethodImpl(HotLoop.Compilation)]
    private static void FourRows<TSums>(
        ref readonly byte rows, int firstPixel, int second, int third, int fourth, int stride, ResamplingWeights weights, ref byte destination, int destinationStride)
        where TSums : struct, IPixelSums<TSums>
    {
        ref byte row0 = ref Unsafe.AsRef(in rows);
        ref byte row1 = ref Unsafe.Add(ref row0, second * stride);
        ref byte row2 = ref Unsafe.Add(ref row0, third * stride);
        ref byte row3 = ref Unsafe.Add(ref row0, fourth * stride);
        for (int i = 0; i < weights.Count; i++)
        {
            ReadOnlySpan<int> taps = weights.PaddedWeights(i);
            TSums sums0 = default, sums1 = default, sums2 = default, sums3 = default;
            nint at = (nint)(weights.First(i) - firstPixel) * PixelByte.Size;
            for (int k = 0; k < taps.Length; k += TSums.Pixels, at += TSums.Pixels * PixelByte.Size)
            {
                TSums weight = TSums.Load(in Unsafe.Add(ref MemoryMarshal.GetReference(taps), k));
                sums0 = TSums.Add(sums0, in Unsafe.Add(ref row0, at), weight);
                sums1 = TSums.Add(sums1, in Unsafe.Add(ref row1, at), weight);
                sums2 = TSums.Add(sums2, in Unsafe.Add(ref row2, at), weight);
                sums3 = TSums.Add(sums3, in Unsafe.Add(ref row3, at), weight);
            }

            ref byte to = ref Unsafe.Add(ref destination, (nint)i * PixelByte.Size);
            TSums.StoreOne(sums0, ref to);
            TSums.StoreOne(sums1, ref Unsafe.Add(ref to, second * destinationStride));
            TSums.StoreOne(sums2, ref Unsafe.Add(ref to, third * destinationStride));
            TSums.StoreOne(sums3, ref Unsafe.Add(ref to, fourth * destinationStride));
        }
    }

    [MethodImpl(HotLoop.Compilation)]
    private static void OneRow<TSums>(ref readonly byte rows, int stride, int width, ReadOnlySpan<int> taps, ref byte destination)
        where TSums : struct, IPixelSums<TSums>
    {
        nint step = TSums.Pixels * PixelByte.Size;
        for (nint x = 0; x < (nint)width * PixelByte.Size; x += SumsAtOnce * step)
        {
            ref byte from = ref Unsafe.Add(ref Unsafe.AsRef(in rows), x);
            TSums sums0 = default, sums1 = default, sums2 = default, sums3 = default;
            foreach (int tap in taps)
            {
                TSums weight = TSums.Broadcast(tap);
                sums0 = TSums.Add(sums0, in from, weight);
                sums1 = TSums.Add(sums1, in Unsafe.Add(ref from, step), weight);
                sums2 = TSums.Add(sums2, in Unsafe.Add(ref from, 2 * step), weight);
                sums3 = TSums.Add(sums3, in Unsafe.Add(ref from, 3 * step), weight);
                from = ref Unsafe.Add(ref from, stride);
            }

            ref byte to = ref Unsafe.Add(ref destination, x);
            TSums.StoreAll(sums0, ref to);
            TSums.StoreAll(sums1, ref Unsafe.Add(ref to, step));
            TSums.StoreAll(sums2, ref Unsafe.Add(ref to, 2 * step));
            TSums.StoreAll(sums3, ref Unsafe.Add(ref to, 3 * step));
        }
    }

    private static void Check(int length, int stride, int rows, int width)
    {
        if (rows < 1 || stride < width * PixelByte.Size || PixelRows.Bytes(stride, rows) > length)
            throw new ArgumentException($"{rows} rows of {width} pixels, {stride} bytes apart, do not fit into {length} bytes.", nameof(rows));
    }
}
