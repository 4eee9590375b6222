using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Images;

/// <summary>A folder of JPEG files to normalized features.</summary>
internal static class PipelineMeasurement
{
    public static Table Run(string folder)
    {
        var ml = new MLContext();
        string[] files = PhotoFolders.Files(folder);
        IDataView rows = ml.Data.LoadFromEnumerable(files.Select(path => new Row { Path = path }));
        IDataView Normalized(IEstimator<ITransformer> images) =>
            images.Append(ml.Transforms.NormalizeChannels("Features", "Image", ImageNormalization.ImageNet)).Fit(rows).Transform(rows);
        IDataView read = Normalized(ml.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(224, 224)));
        IDataView scaled = Normalized(ml.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(224, 224) with { Decoding = ImageDecoding.Scaled }));
        IDataView cropped = Normalized(ml.Transforms.ReadImages("Image", "Path", ImageReading.ImageNet));
        IDataView stock = Normalized(ml.Transforms.LoadImages("Image", null, "Path")
            .Append(ml.Transforms.ResizeImages("Image", 224, 224, resizing: ImageResizingEstimator.ResizingKind.Fill)));
        return ProcessorTime.Compare(files.Length,
            ("ReadImages, one cursor", () => One(read)),
            ("ReadImages, several cursors", () => Several(read)),
            ("ReadImages, scaled, one cursor", () => One(scaled)),
            ("ReadImages, ImageNet's crop, one cursor", () => One(cropped)),
            ("LoadImages, ResizeImages, one cursor", () => One(stock)),
            ("LoadImages, ResizeImages, several cursors", () => Several(stock)),
            ("SkiaSharp's decoding alone, one thread", () => DecodeMeasurement.Run(files)));
    }

    private static void One(IDataView view) => Read(view.GetRowCursor([view.Schema["Features"]]));

    private static void Several(IDataView view) =>
        Task.WaitAll([.. view.GetRowCursorSet([view.Schema["Features"]], Environment.ProcessorCount).Select(cursor => Task.Run(() => Read(cursor)))]);

    private static void Read(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Features"]);
            VBuffer<float> value = default;
            while (cursor.MoveNext())
                getter(ref value);
        }
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }
}
