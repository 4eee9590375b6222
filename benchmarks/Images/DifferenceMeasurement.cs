using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Benchmarks.Reporting;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Images;

/// <summary>
/// How far images are from those of ReadImages, which are torchvision's: the mean difference of a pixel, and the quotient of the deviations, of all
/// photographs and of the one that differs most.
/// </summary>
internal static class DifferenceMeasurement
{
    public static Table Run(string folder)
    {
        var ml = new MLContext();
        string[] files = PhotoFolders.Files(folder);
        float[][] expected = Pixels(ml, files, ml.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(224, 224)));
        float[][] cropped = Pixels(ml, files, ml.Transforms.ReadImages("Image", "Path", ImageReading.ImageNet));
        Table table = Markdown.Table("Step", "Beside", "Mean difference, of 255", "Most in one", "Deviation / torchvision's", "Most in one");
        Add(table, "ResizeImages, Fill", "Resize((224, 224))", expected, Stock(ml, files, ImageResizingEstimator.ResizingKind.Fill));
        Add(table, "ResizeImages, IsoCrop", "Resize(256), CenterCrop(224)", cropped, Stock(ml, files, ImageResizingEstimator.ResizingKind.IsoCrop));
        Add(table, "ResizeImages, IsoPad", "Resize(256), CenterCrop(224)", cropped, Stock(ml, files, ImageResizingEstimator.ResizingKind.IsoPad));
        Add(table, "ReadImages, scaled", "Resize((224, 224))", expected,
            Pixels(ml, files, ml.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(224, 224) with { Decoding = ImageDecoding.Scaled })));
        return table;
    }

    /// <summary>Mean and deviation of each channel, in full and scaled.</summary>
    public static Table Scaled(string folder)
    {
        var ml = new MLContext();
        IDataView rows = ml.Data.LoadFromEnumerable(PhotoFolders.Files(folder).Select(path => new Row { Path = path }));
        Table table = Markdown.Table("Channel", "Mean", "Scaled", "Deviation", "Scaled");
        ChannelStatistics Collect(ImageDecoding decoding) => ml.Transforms.NormalizeBatch("Y", "Image", statistics: BatchNormStatistics.Exact).CollectStatistics(
            ml.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(224, 224) with { Decoding = decoding }).Fit(rows).Transform(rows));
        (ChannelStatistics full, ChannelStatistics scaled) = (Collect(ImageDecoding.Full), Collect(ImageDecoding.Scaled));
        for (int c = 0; c < 3; c++)
        {
            table.AddRow(((string[])["red", "green", "blue"])[c], $"{full.GetMean("Image")[c]:0.000}", $"{scaled.GetMean("Image")[c]:0.000}",
                $"{Math.Sqrt(full.GetVariance("Image")[c]):0.000}", $"{Math.Sqrt(scaled.GetVariance("Image")[c]):0.000}");
        }

        return table;
    }

    private static void Add(Table table, string name, string beside, float[][] expected, float[][] actual)
    {
        double[] differences = [.. expected.Zip(actual, (left, right) => left.Zip(right, (a, b) => (double)Math.Abs(a - b)).Average())];
        double[] quotients = [.. expected.Zip(actual, (left, right) => Deviation(right) / Deviation(left))];
        table.AddRow(name, beside, $"{differences.Average():0.00}", $"{differences.Max():0.00}", $"{quotients.Average():0.000}", $"{quotients.MaxBy(value => Math.Abs(value - 1)):0.000}");
    }

    private static double Deviation(float[] pixels)
    {
        double mean = pixels.Average();
        return Math.Sqrt(pixels.Average(pixel => (pixel - mean) * (pixel - mean)));
    }

    private static float[][] Stock(MLContext ml, string[] files, ImageResizingEstimator.ResizingKind kind) => Pixels(
        ml, files, ml.Transforms.LoadImages("Image", null, "Path").Append(ml.Transforms.ResizeImages("Image", 224, 224, resizing: kind)));

    private static float[][] Pixels(MLContext ml, string[] files, IEstimator<ITransformer> images)
    {
        IDataView rows = ml.Data.LoadFromEnumerable(files.Select(path => new Row { Path = path }));
        IDataView pixels = images.Append(ml.Transforms.ExtractPixels("Pixels", "Image")).Fit(rows).Transform(rows);
        return [.. pixels.GetColumn<float[]>("Pixels")];
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }
}
