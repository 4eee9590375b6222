using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

// The package, as a new project meets it: fit, save, load, predict, with the ML.NET and the ImageAnalytics that the arguments name.
var mlContext = new MLContext();
string[] versions = [.. ((Type[])[typeof(MLContext), typeof(MLImage)]).Select(type =>
    type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0])];
if (!versions.SequenceEqual(args))
    throw new InvalidOperationException($"Expected Microsoft.ML and ImageAnalytics {string.Join(" and ", args)}, but this process has {string.Join(" and ", versions)}.");

Row[] rows = [new() { Pixels = [0, 2, 4, 6], Image = Image(10) }, new() { Pixels = [2, 4, 6, 8], Image = Image(30) }];
IDataView data = mlContext.Data.LoadFromEnumerable(rows);
ITransformer model = mlContext.Transforms.NormalizeBatch("Features", "Pixels", momentum: null)
    .Append(mlContext.Transforms.ResizeImages("Image", 4, 4))
    .Append(mlContext.Transforms.NormalizeBatch("ImageFeatures", "Image", momentum: null))
    .Fit(data);
using var saved = new MemoryStream();
mlContext.Model.Save(model, null, saved);

ITransformer loaded = new MLContext().Model.Load(saved, out _);
using PredictionEngine<Row, Normalized> engine = mlContext.Model.CreatePredictionEngine<Row, Normalized>(loaded);
Normalized result = engine.Predict(rows[0]);

// Both channels have their values 1 apart from the mean on average: mean 2 and 6, unbiased variance 8/3.
AssertClose(-2 / Math.Sqrt((8 / 3.0) + 1e-5), result.Features[0]);
// Pixels of 10 and of 30, 16 of each: mean 20, unbiased variance 3200/31.
AssertClose(-10 / Math.Sqrt((3200 / 31.0) + 1e-5), result.ImageFeatures[0]);
Console.WriteLine($"The package works with Microsoft.ML {versions[0]} and ImageAnalytics {versions[1]}: {string.Join(' ', result.Features)}");

static MLImage Image(byte gray) =>
    MLImage.CreateFromPixels(8, 8, MLPixelFormat.Rgba32, [.. Enumerable.Range(0, 8 * 8 * 4).Select(i => i % 4 == 3 ? byte.MaxValue : gray)]);

static void AssertClose(double expected, float actual)
{
    if (Math.Abs(actual - expected) > 1e-6)
        throw new InvalidOperationException($"Expected {expected}, got {actual}.");
}

internal sealed class Row
{
    [VectorType(2, 2)]
    public float[] Pixels { get; set; } = [];

    [ImageType(8, 8)]
    public MLImage? Image { get; set; }
}

internal sealed class Normalized
{
    [VectorType(2, 2)]
    public float[] Features { get; set; } = [];

    [VectorType(3, 4, 4)]
    public float[] ImageFeatures { get; set; } = [];
}
