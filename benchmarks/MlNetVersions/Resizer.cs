using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Kind = Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind;

namespace MlNetVersions;

/// <summary>ML.NET's own <c>ResizeImages</c>, on one image.</summary>
internal static class Resizer
{
    public static readonly Kind[] Kinds = [Kind.IsoCrop, Kind.IsoPad, Kind.Fill];

    private static readonly MLContext Context = new(seed: 1);

    /// <summary>Of a file, as <c>LoadImages</c> reads it.</summary>
    public static MLImage Resize(string path, int width, int height, Kind kind)
    {
        using var image = MLImage.CreateFromFile(path);
        return Resize(image, width, height, kind);
    }

    public static MLImage Resize(MLImage image, int width, int height, Kind kind)
    {
        // ML.NET disposes of the image that a row holds.
        var copy = MLImage.CreateFromPixels(image.Width, image.Height, image.PixelFormat, image.Pixels);
        IDataView rows = Context.Data.LoadFromEnumerable([new ImageRow { Image = copy }]);
        IDataView resized = Context.Transforms.ResizeImages("Image", width, height, resizing: kind).Fit(rows).Transform(rows);
        return resized.GetColumn<MLImage>("Image").Single();
    }

    /// <summary>Red, green, blue of each pixel.</summary>
    public static byte[] ToRgb(MLImage image)
    {
        (int red, int blue) = image.PixelFormat == MLPixelFormat.Bgra32 ? (2, 0) : (0, 2);
        ReadOnlySpan<byte> pixels = image.Pixels;
        var rgb = new byte[pixels.Length / 4 * 3];
        for (int i = 0; i < pixels.Length / 4; i++)
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = (pixels[(4 * i) + red], pixels[(4 * i) + 1], pixels[(4 * i) + blue]);
        return rgb;
    }

    private sealed class ImageRow
    {
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}
