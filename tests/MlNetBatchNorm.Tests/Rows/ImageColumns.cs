using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Rows;

/// <summary>Images, and data views of one column of them.</summary>
internal static class ImageColumns
{
    public const string Name = "Image";

    /// <summary>Images of random pixels, alpha included; every other one in each pixel format.</summary>
    public static MLImage[] Random(int count, int height, int width, int seed = 1)
    {
        var random = new Random(seed);
        var images = new MLImage[count];
        for (int i = 0; i < count; i++)
        {
            var pixels = new byte[height * width * 4];
            random.NextBytes(pixels);
            images[i] = MLImage.CreateFromPixels(width, height, i % 2 == 0 ? MLPixelFormat.Bgra32 : MLPixelFormat.Rgba32, pixels);
        }

        return images;
    }

    /// <summary>A list of images, of the size of the first that is not missing.</summary>
    public static IDataView View(IReadOnlyList<MLImage?> images)
    {
        MLImage first = images.First(image => image is not null)!;
        return new ListView<MLImage?>(Name, new ImageDataViewType(first.Height, first.Width), images);
    }
}
