using Microsoft.ML.Data;
using SkiaSharp;

namespace ImageService.Serving;

/// <summary>Pictures for the page, as PNG data URIs.</summary>
internal static class Picture
{
    /// <summary>How many deviations from the mean are shown as black and white.</summary>
    private const float Deviations = 2.5f;

    public static string OfImage(MLImage image) => Draw(image.Width, image.Height, (x, y) =>
    {
        ReadOnlySpan<byte> pixel = image.Pixels.Slice(((y * image.Width) + x) * 4, 4);
        return image.PixelFormat == MLPixelFormat.Bgra32 ? new SKColor(pixel[2], pixel[1], pixel[0]) : new SKColor(pixel[0], pixel[1], pixel[2]);
    });

    /// <param name="features">Red, green and blue, channel after channel, of mean 0 and deviation 1 over the training images.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    public static string OfFeatures(float[] features, int width, int height)
    {
        int size = width * height;
        byte Level(int channel, int pixel) => (byte)Math.Clamp(127.5f + (127.5f / Deviations * features[(channel * size) + pixel]), 0, 255);
        return Draw(width, height, (x, y) => new SKColor(Level(0, (y * width) + x), Level(1, (y * width) + x), Level(2, (y * width) + x)));
    }

    private static string Draw(int width, int height, Func<int, int, SKColor> colorOf)
    {
        using var bitmap = new SKBitmap(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                bitmap.SetPixel(x, y, colorOf(x, y));
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return "data:image/png;base64," + Convert.ToBase64String(png.AsSpan());
    }
}
