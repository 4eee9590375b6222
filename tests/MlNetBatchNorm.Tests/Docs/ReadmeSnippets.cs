using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code of README.md and of the package's page.</summary>
public sealed class ReadmeSnippets : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly MLContext _ml = new();

    public void Dispose() => File.Delete(_path);

    /// <summary>Chance is 10 %. Measured: 32.7 % with normalization, 23.3 % without.</summary>
    [Fact]
    public void Example_BeatsChanceAndTheSamePipelineWithoutNormalization()
    {
        ImageFile[] files = [.. Images("train")];
        string modelPath = _path;

        #region ReadmeExample
        // files: a list of objects with the properties Path and Label
        var mlContext = new MLContext(seed: 1);
        IDataView images = mlContext.Data.LoadFromEnumerable(files);
        var pipeline = mlContext.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(32, 32))
            .Append(mlContext.Transforms.ExtractPixels("Pixels", "Image"))
            .Append(mlContext.Transforms.NormalizeChannels("Features", "Pixels"))
            .Append(mlContext.Transforms.Conversion.MapValueToKey("Label"))
            .AppendCacheCheckpoint(mlContext)
            // With 3,072 weights per class and few images, only strong regularization generalizes.
            .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                l1Regularization: 0, l2Regularization: 3000, optimizationTolerance: 1e-3f))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        ITransformer model = pipeline.Fit(images);
        mlContext.Model.Save(model, images.Schema, modelPath);
        #endregion

        double accuracy = Accuracy(model);
        // "About a third", and "less than a quarter" without.
        Assert.InRange(accuracy, 0.29, 0.38);
        Assert.InRange(AccuracyWithoutNormalization(images), 0.1, 0.25);
        Assert.Contains(Predict(modelPath, TestImages.Files().First()), files.Select(file => file.Label));
    }

    private static string Predict(string modelPath, string imagePath)
    {
        #region ReadmePrediction
        var mlContext = new MLContext();
        ITransformer model = mlContext.Model.Load(modelPath, out DataViewSchema schema);
        using var engine = mlContext.Model.CreatePredictionEngine<ImageFile, Prediction>(model, schema);
        Prediction prediction = engine.Predict(new ImageFile { Path = imagePath });
        Console.WriteLine($"{prediction.PredictedLabel} ({prediction.Score.Max():p0})");
        #endregion
        return prediction.PredictedLabel;
    }

    private double AccuracyWithoutNormalization(IDataView images) => Accuracy(_ml.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(32, 32))
        .Append(_ml.Transforms.ExtractPixels("Features", "Image"))
        .Append(_ml.Transforms.Conversion.MapValueToKey("Label"))
        .AppendCacheCheckpoint(_ml)
        .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            l1Regularization: 0, l2Regularization: 3000, optimizationTolerance: 1e-3f))
        .Fit(images));

    private double Accuracy(ITransformer model) => _ml.MulticlassClassification
        .Evaluate(model.Transform(_ml.Data.LoadFromEnumerable(Images("test")))).MicroAccuracy;

    private static IEnumerable<ImageFile> Images(string part) =>
        TestImages.Files(part).Select(path => new ImageFile { Path = path, Label = Directory.GetParent(path)!.Name });
}
