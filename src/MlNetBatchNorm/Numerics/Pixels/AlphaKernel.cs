using System.Numerics;
using System.Runtime.InteropServices;

namespace MlNetBatchNorm.Numerics.Pixels;

/// <summary>Makes pixels of red, green, blue and alpha opaque.</summary>
internal static class AlphaKernel
{
    /// <summary>A pixel as a number, in memory as red, green, blue and an alpha of 0; zeros for no color.</summary>
    public static uint Pixel(ReadOnlySpan<byte> color) =>
        color.IsEmpty ? 0 : MemoryMarshal.Read<uint>([color[0], color[1], color[2], byte.MinValue]);

    /// <summary>Sets alpha to 255, and leaves colors as they are.</summary>
    /// <param name="pixels">The pixels.</param>
    /// <param name="transparent">What transparent black becomes, as <see cref="Pixel"/> gives it.</param>
    public static void Drop(Span<byte> pixels, uint transparent)
    {
        uint opaque = MemoryMarshal.Read<uint>([byte.MinValue, byte.MinValue, byte.MinValue, byte.MaxValue]);
        Span<uint> values = MemoryMarshal.Cast<byte, uint>(pixels);
        if (transparent != 0)
            values.Replace(0u, transparent);
        Span<Vector<uint>> vectors = MemoryMarshal.Cast<uint, Vector<uint>>(values);
        foreach (ref Vector<uint> vector in vectors)
            vector |= new Vector<uint>(opaque);
        foreach (ref uint value in values[(vectors.Length * Vector<uint>.Count)..])
            value |= opaque;
    }

    /// <summary>Lays pixels over a background of one gray: <c>(background * (255 - alpha) + color * alpha) / 255</c>, rounded.</summary>
    public static void Blend(Span<byte> pixels, byte background)
    {
        for (int i = 0; i + PixelByte.Size <= pixels.Length; i += PixelByte.Size)
        {
            Span<byte> pixel = pixels.Slice(i, PixelByte.Size);
            int alpha = pixel[3];
            if (alpha == byte.MaxValue)
                continue;
            for (int c = 0; c < 3; c++)
                pixel[c] = DivideBy255((background * (byte.MaxValue - alpha)) + (pixel[c] * alpha));
            pixel[3] = byte.MaxValue;
        }
    }

    /// <summary>Rounded to the nearest, for values up to 255 · 255.</summary>
    private static byte DivideBy255(int value)
    {
        int rounded = value + 128;
        return (byte)(((rounded >> 8) + rounded) >> 8);
    }
}
