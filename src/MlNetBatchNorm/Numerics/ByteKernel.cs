using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics;

/// <summary>
/// Sums, and sums of squares, of channels of bytes that lie together, in integers. They are exact, so it does not matter in which order
/// or how many at a time they are added.
/// </summary>
internal static class ByteKernel
{
    /// <summary>So many vectors before a 16-bit sum of bytes could overflow: two bytes a lane and vector, each at most 255.</summary>
    private const int MaxVectors = ushort.MaxValue / (2 * byte.MaxValue);

    /// <summary>Sets every channel of <paramref name="moments"/>.</summary>
    public static void Compute(ReadOnlySpan<byte> row, ChannelShape shape, ByteMoments moments)
    {
        if (row.Length != shape.Size)
            throw new ArgumentException($"A row of {shape.Size} values was expected, but it has {row.Length}.", nameof(row));
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
        if (Vector256.IsHardwareAccelerated)
        {
            for (int vectors; (vectors = Math.Min((plane.Length - i) / Vector256<byte>.Count, MaxVectors)) > 0; i += vectors * Vector256<byte>.Count)
            {
                (uint blockSum, ulong blockSquares) = Block(ref MemoryMarshal.GetReference(plane[i..]), vectors);
                sum += blockSum;
                squares += (long)blockSquares;
            }
        }

        for (; i < plane.Length; i++)
        {
            sum += plane[i];
            squares += plane[i] * plane[i];
        }

        return (sum, squares);
    }

    private static (uint Sum, ulong Squares) Block(ref byte values, int vectors)
    {
        Vector256<ushort> sums = default;
        Vector256<uint> squares = default;
        for (int i = 0; i < vectors; i++)
        {
            (Vector256<ushort> lower, Vector256<ushort> upper) =
                Vector256.Widen(Vector256.LoadUnsafe(ref values, (nuint)(i * Vector256<byte>.Count)));
            sums += lower + upper;
            squares += WidenAdd(lower * lower) + WidenAdd(upper * upper);
        }

        (Vector256<ulong> a, Vector256<ulong> b) = Vector256.Widen(squares);
        return (Vector256.Sum(WidenAdd(sums)), Vector256.Sum(a + b));
    }

    private static Vector256<uint> WidenAdd(Vector256<ushort> values)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(values);
        return lower + upper;
    }
}
