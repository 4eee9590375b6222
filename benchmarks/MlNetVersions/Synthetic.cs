using Microsoft.ML.Data;

namespace MlNetVersions;

/// <summary>Images that show what a resizing does.</summary>
internal static class Synthetic
{
    public static MLImage Image(int width, int height, Func<int, int, (byte, byte, byte, byte)> pixel, MLPixelFormat format = MLPixelFormat.Rgba32)
    {
        var pixels = new byte[4 * width * height];
        for (int i = 0; i < width * height; i++)
            (pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2], pixels[(4 * i) + 3]) = pixel(i % width, i / width);
        return MLImage.CreateFromPixels(width, height, format, pixels);
    }

    /// <summary>Gray pixels around 128, with a standard deviation of 40.</summary>
    public static MLImage Noise(int width, int height)
    {
        var random = new Random(1);
        return Image(width, height, (_, _) =>
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            byte value = (byte)Math.Clamp(128 + (40 * normal), 0, 255);
            return (value, value, value, 255);
        });
    }

    /// <summary>Black, with one white pixel.</summary>
    public static MLImage Dot(int width, int height) =>
        Image(width, height, (x, y) => x == 30 && y == 20 ? ((byte)255, (byte)255, (byte)255, (byte)255) : ((byte)0, (byte)0, (byte)0, (byte)255));

    /// <summary>Each pixel holds its column and its row.</summary>
    public static MLImage Positions(int size, MLPixelFormat format) => Image(size, size, (x, y) => ((byte)x, (byte)y, 0, 255), format);
}
