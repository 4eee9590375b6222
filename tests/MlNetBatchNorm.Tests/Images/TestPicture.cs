using System.Buffers.Binary;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>The picture that Reference/generate.py makes of integers, as a BMP file.</summary>
internal static class TestPicture
{
    private const int HeaderLength = 54;

    /// <summary>A file of 24 bits per pixel.</summary>
    public static byte[] Bitmap(int width, int height)
    {
        int stride = ((width * 3) + 3) / 4 * 4;
        var file = new byte[HeaderLength + (stride * height)];
        "BM"u8.CopyTo(file);
        Span<int> header = [file.Length, 0, HeaderLength, 40, width, height, 1 | (24 << 16), 0, stride * height, 0, 0, 0, 0];
        for (int i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2 + (4 * i)), header[i]);
        for (int y = 0; y < height; y++)
        {
            // From the last row to the first, blue first.
            Span<byte> row = file.AsSpan(HeaderLength + ((height - 1 - y) * stride));
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < 3; c++)
                    row[(3 * x) + 2 - c] = Value((uint)x, (uint)y, (uint)c);
            }
        }

        return file;
    }

    private static byte Value(uint x, uint y, uint c)
    {
        uint noise = (x * 374761393) + (y * 668265263) + (c * 974634541);
        noise = (noise ^ (noise >> 13)) * 1274126177;
        uint wave = ((x * 3) + (y * 2) + (c * 40)) % 256;
        return (byte)((wave < 128 ? wave : 255 - wave) + ((noise >> 16) % 128));
    }
}
