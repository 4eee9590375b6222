using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Tests.Rows;

/// <summary>The pixels of images: as ML.NET's own transforms extract them, and as this library reads them.</summary>
internal static class ImagePixels
{
    /// <summary>By ConvertToGrayscale and ExtractPixels, whose alpha always comes first and is moved to the end here. Disposes of an image.</summary>
    public static byte[][] Extract(MLContext ml, IReadOnlyList<MLImage?> images, ImageChannels channels, bool last)
    {
        IDataView view = ImageColumns.View(images);
        if (channels == ImageChannels.Gray)
            view = ml.Transforms.ConvertToGrayscale(ImageColumns.Name).Fit(view).Transform(view);
        ImagePixelExtractingEstimator.ColorBits colors = channels switch
        {
            ImageChannels.Gray => ImagePixelExtractingEstimator.ColorBits.Red,
            ImageChannels.Rgb or ImageChannels.Bgr => ImagePixelExtractingEstimator.ColorBits.Rgb,
            _ => ImagePixelExtractingEstimator.ColorBits.All,
        };
        ImagePixelExtractingEstimator.ColorsOrder order = channels is ImageChannels.Bgr or ImageChannels.Bgra
            ? ImagePixelExtractingEstimator.ColorsOrder.ABGR
            : ImagePixelExtractingEstimator.ColorsOrder.ARGB;
        IDataView pixels = ml.Transforms
            .ExtractPixels("Pixels", ImageColumns.Name, colors, order, interleavePixelColors: last, outputAsFloatArray: false)
            .Fit(view)
            .Transform(view);
        byte[][] rows = ColumnValues.Read<byte>(pixels, "Pixels");
        return colors == ImagePixelExtractingEstimator.ColorBits.All ? [.. rows.Select(row => AlphaToTheEnd(row, last))] : rows;
    }

    /// <summary>By this library, normalized to themselves: mean 0, deviation 1.</summary>
    public static float[][] Read(MLContext ml, IReadOnlyList<MLImage?> images, ImageChannels channels, bool last)
    {
        IDataView view = ImageColumns.View(images);
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch("Y", ImageColumns.Name, new BatchNormEstimator.Options
        {
            ImageChannels = channels,
            Layout = last ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst,
            Momentum = 0,
            Epsilon = 0,
            NonFinite = NonFiniteHandling.Propagate,
        }).Fit(view);
        return ColumnValues.Read(transformer.Transform(view), "Y");
    }

    public static float[][] Singles(byte[][] rows) => [.. rows.Select(row => row.Select(value => (float)value).ToArray())];

    public static int[] Dimensions(ImageChannels channels, bool last, int height, int width)
    {
        int count = channels switch
        {
            ImageChannels.Gray => 1,
            ImageChannels.Rgb or ImageChannels.Bgr => 3,
            _ => 4,
        };
        return last ? [height, width, count] : [count, height, width];
    }

    private static byte[] AlphaToTheEnd(byte[] row, bool last)
    {
        int plane = row.Length / 4;
        return last
            ? [.. row.Chunk(4).SelectMany(pixel => (byte[])[pixel[1], pixel[2], pixel[3], pixel[0]])]
            : [.. row[plane..], .. row[..plane]];
    }
}
