using Microsoft.ML;
using MlNetBatchNorm;

// A folder of PNG files in a folder per class: the argument, or the 1,000 images beside the program.
string folder = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "images");
string modelPath = Path.Combine(Path.GetTempPath(), "getting-started.zip");
ImageFile[] files = [.. Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
    .Select(path => new ImageFile { Path = path, Label = Directory.GetParent(path)!.Name })];

// Train, test on images that were kept apart, and save.
var mlContext = new MLContext(seed: 1);
var data = mlContext.Data.TrainTestSplit(mlContext.Data.LoadFromEnumerable(files), testFraction: 0.2);
var pipeline = mlContext.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(32, 32))
    .Append(mlContext.Transforms.NormalizeChannels("Features", "Image"))
    .Append(mlContext.Transforms.Conversion.MapValueToKey("Label"))
    .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 3000, optimizationTolerance: 1e-3f))
    .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
ITransformer model = pipeline.Fit(data.TrainSet);
mlContext.Model.Save(model, data.TrainSet.Schema, modelPath);
Console.WriteLine($"{mlContext.MulticlassClassification.Evaluate(model.Transform(data.TestSet)).MicroAccuracy:p1} of the test images are named correctly.");

// In the program that predicts: load the model, and ask it about one image.
model = mlContext.Model.Load(modelPath, out DataViewSchema schema);
using var engine = mlContext.Model.CreatePredictionEngine<ImageFile, Prediction>(model, schema);
string imagePath = files[0].Path;
Prediction prediction = engine.Predict(new ImageFile { Path = imagePath });
Console.WriteLine($"{prediction.PredictedLabel} ({prediction.Score.Max():p0})");
File.Delete(modelPath);

/// <summary>A row of the data: its properties are columns.</summary>
internal sealed class ImageFile
{
    public string Path { get; set; } = "";

    public string Label { get; set; } = "";
}

/// <summary>An answer of the model.</summary>
internal sealed class Prediction
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
