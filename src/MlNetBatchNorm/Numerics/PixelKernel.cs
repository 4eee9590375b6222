using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics;

/// <summary>Picks channels out of pixels of four bytes.</summary>
internal static class PixelKernel
{
    private const int PixelBytes = 4;

    /// <summary>
    /// Writes, of each pixel, the bytes at <paramref name="offsets"/> to <paramref name="destination"/>: channel by channel, or pixel by
    /// pixel where <paramref name="channelsLast"/> is set.
    /// </summary>
    public static void Extract(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> offsets, bool channelsLast, Span<byte> destination)
    {
        int count = pixels.Length / PixelBytes;
        if (destination.Length != count * offsets.Length)
            throw new ArgumentException(
                $"{count} pixels have {count * offsets.Length} values, but the destination holds {destination.Length}.", nameof(destination));

        for (int c = 0; c < offsets.Length; c++)
        {
            if (channelsLast)
                Interleaved(pixels, offsets[c], destination[c..], offsets.Length);
            else
                Plane(pixels, offsets[c], destination.Slice(c * count, count));
        }
    }

    private static void Interleaved(ReadOnlySpan<byte> pixels, int offset, Span<byte> destination, int step)
    {
        int to = 0;
        for (int from = offset; from < pixels.Length; from += PixelBytes, to += step)
            destination[to] = pixels[from];
    }

    private static void Plane(ReadOnlySpan<byte> pixels, int offset, Span<byte> plane)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ReadOnlySpan<uint> whole = MemoryMarshal.Cast<byte, uint>(pixels);
            ref uint from = ref MemoryMarshal.GetReference(whole);
            ref byte to = ref MemoryMarshal.GetReference(plane);
            int shift = 8 * offset;
            for (; i <= plane.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                Vector256<ushort> lower = Vector256.Narrow(Channel(ref from, i, shift), Channel(ref from, i + 8, shift));
                Vector256<ushort> upper = Vector256.Narrow(Channel(ref from, i + 16, shift), Channel(ref from, i + 24, shift));
                Vector256.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < plane.Length; i++)
            plane[i] = pixels[(i * PixelBytes) + offset];
    }

    private static Vector256<uint> Channel(ref uint pixels, int index, int shift) =>
        (Vector256.LoadUnsafe(ref pixels, (nuint)index) >>> shift) & Vector256.Create(0xFFu);
}
