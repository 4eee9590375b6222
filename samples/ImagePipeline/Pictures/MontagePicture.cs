using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using Samples.Images;
using Samples.Pictures;
using SkiaSharp;

namespace ImagePipeline.Pictures;

/// <summary>Some images as they were, what batch normalization makes of them, and what its map back makes of that.</summary>
internal static class MontagePicture
{
    private const float MaxPixel = 255;

    /// <summary>Normalized values from minus this to this are shown as black to full light; few lie beyond.</summary>
    private const float Shown = 2.5f;

    /// <param name="images">The images.</param>
    /// <param name="pixels">A view with their pixels.</param>
    /// <param name="batchNorm">What turns them into features.</param>
    /// <param name="path">The PNG file to write.</param>
    /// <returns>The largest difference between a pixel and what it is mapped back to, where pixels go from 0 to 255.</returns>
    public static float Save(IReadOnlyList<ImageFile> images, IDataView pixels, BatchNormTransformer batchNorm, string path)
    {
        IDataView normalized = batchNorm.Transform(pixels);
        IDataView mappedBack = batchNorm.CreateInverse().Transform(normalized);
        float[][] before = [.. pixels.GetColumn<float[]>("Pixels")];
        float[][] after = [.. normalized.GetColumn<float[]>("Features")];
        float[][] back = [.. mappedBack.GetColumn<float[]>("Pixels")];

        using SKBitmap grid = TileGrid.Draw(
            [.. images.Select(image => image.Class)],
            [
                ("Pixels\n0 to 255", Tiles(before, 0, MaxPixel)),
                ($"Normalized\n-{Shown} to {Shown}", Tiles(after, -Shown, Shown)),
                ("Mapped back\n0 to 255", Tiles(back, 0, MaxPixel)),
            ]);
        PngFile.Save(grid, path);
        return before.Zip(back).Max(image => image.First.Zip(image.Second).Max(value => Math.Abs(value.First - value.Second)));
    }

    private static SKBitmap[] Tiles(float[][] images, float black, float white) => [.. images.Select(image => Tile(image, black, white))];

    /// <summary>The channels of an image lie one after the other, each row by row.</summary>
    private static SKBitmap Tile(float[] image, float black, float white)
    {
        int size = (int)Math.Sqrt(image.Length / 3);
        byte Light(int channel, int i) =>
            (byte)Math.Clamp(Math.Round((image[(channel * size * size) + i] - black) / (white - black) * MaxPixel), 0, MaxPixel);

        var tile = new SKBitmap(size, size);
        tile.Pixels = [.. Enumerable.Range(0, size * size).Select(i => new SKColor(Light(0, i), Light(1, i), Light(2, i)))];
        return tile;
    }
}
