using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Numerics.Pixels;

/// <summary>Moments and maps of channels that are picked out of pixels of four bytes, without an array of those channels in between.</summary>
internal static class PixelKernel
{
    /// <summary>4 KiB of pixels: they, and the values made of them, stay in the nearest cache from the first channel to the last.</summary>
    private const int BlockPixels = 1024;

    /// <summary>
    /// Replaces the content of <paramref name="moments"/> by the moments of the channels whose bytes are at <paramref name="offsets"/> in a pixel;
    /// <paramref name="bytes"/> holds those of all four bytes meanwhile.
    /// </summary>
    public static void ComputeMoments(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> offsets, ByteMoments bytes, ByteMoments moments)
    {
        int count = pixels.Length / PixelByte.Size;
        ByteKernel.Compute(pixels, new ChannelShape(PixelByte.Size, count, ChannelsLast: true), bytes);
        moments.Start(count);
        for (int c = 0; c < offsets.Length; c++)
            moments.Set(c, bytes.Sum(offsets[c]), bytes.Squares(offsets[c]));
    }

    /// <summary>Maps, of each pixel, the bytes at <paramref name="offsets"/>, laid out as in <paramref name="map"/>.</summary>
    public static void Apply(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> offsets, Span<float> destination, AffineMap<float> map)
    {
        int count = pixels.Length / PixelByte.Size;
        if (map.Shape.Size != count * offsets.Length || destination.Length != map.Shape.Size)
            throw new ArgumentException(
                $"{map.Shape.Size} values were expected, but {count} pixels of {offsets.Length} channels go to {destination.Length}.", nameof(pixels));

        if (map.Shape.ChannelsLast && offsets.Length > 1)
            Interleaved(pixels, offsets, destination, map);
        else
            Planes(pixels, offsets, destination, map);
    }

    private static void Planes(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> offsets, Span<float> destination, AffineMap<float> map)
    {
        int count = map.Shape.Spatial;
        for (int start = 0; start < count; start += BlockPixels)
        {
            int length = Math.Min(BlockPixels, count - start);
            ReadOnlySpan<byte> block = pixels.Slice(start * PixelByte.Size, length * PixelByte.Size);
            for (int c = 0; c < offsets.Length; c++)
                Plane(block, offsets[c], destination.Slice((c * count) + start, length), map.Mean[c], map.Scale[c], map.Bias[c]);
        }
    }

    private static void Plane(ReadOnlySpan<byte> pixels, int offset, Span<float> destination, float mean, float scale, float bias)
    {
        if (destination.IsEmpty)
            return;

        // The three bytes that follow the last pixel's may not be there.
        ReadOnlySpan<PixelByte> values = MemoryMarshal.Cast<byte, PixelByte>(pixels[offset..]);
        AffineKernel.Plane(values, destination[..values.Length], mean, scale, bias);
        AffineKernel.Plane<byte, float>([pixels[offset - PixelByte.Size + pixels.Length]], destination[^1..], mean, scale, bias);
    }

    private static void Interleaved(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> offsets, Span<float> destination, AffineMap<float> map)
    {
        Span<byte> values = stackalloc byte[BlockPixels * PixelByte.Size];
        int count = map.Shape.Spatial;
        for (int start = 0; start < count; start += BlockPixels)
        {
            int length = Math.Min(BlockPixels, count - start);
            Span<byte> picked = values[..(length * offsets.Length)];
            Pick(pixels.Slice(start * PixelByte.Size, length * PixelByte.Size), offsets, values);
            AffineKernel.Interleaved<byte, float>(picked, destination.Slice(start * offsets.Length, picked.Length), map);
        }
    }

    /// <summary>Writes the bytes at <paramref name="offsets"/> of each pixel; the destination holds four bytes for each.</summary>
    private static void Pick(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> offsets, Span<byte> destination)
    {
        int vectors = Vector128.IsHardwareAccelerated ? pixels.Length / Vector128<byte>.Count : 0;
        int step = PixelByte.Size * offsets.Length;
        if (vectors > 0)
        {
            Span<byte> order = stackalloc byte[Vector128<byte>.Count];
            for (int i = 0; i < step; i++)
                order[i] = (byte)((i / offsets.Length * PixelByte.Size) + offsets[i % offsets.Length]);
            PickVectors(ref MemoryMarshal.GetReference(pixels), Vector128.Create<byte>(order), vectors, ref MemoryMarshal.GetReference(destination), step);
        }

        int to = vectors * step;
        for (int from = vectors * Vector128<byte>.Count; from < pixels.Length; from += PixelByte.Size)
        {
            foreach (int offset in offsets)
                destination[to++] = pixels[from + offset];
        }
    }

    /// <summary>A vector may write more bytes than it picks; the next one writes over them.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private static void PickVectors(ref byte pixels, Vector128<byte> order, int vectors, ref byte destination, int step)
    {
        nuint to = 0;
        for (nuint i = 0; i < (nuint)vectors; i++, to += (nuint)step)
        {
            var four = Vector128.LoadUnsafe(ref pixels, i * (nuint)Vector128<byte>.Count);
            Vector128.ShuffleNative(four, order).StoreUnsafe(ref destination, to);
        }
    }
}
