using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code of README.md and of the package's page.</summary>
public sealed class ReadmeSnippets : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly MLContext _ml = new();

    public void Dispose() => File.Delete(_path);

    /// <summary>Chance is 10 %.</summary>
    [Fact]
    public void Example_PrintsWhatThePageShows()
    {
        ImageFile[] files = [.. TestImages.Files("train").Select(path => new ImageFile { Path = path, Label = Directory.GetParent(path)!.Name })];
        string modelPath = _path;

#pragma warning disable CA1859 // A model is an ITransformer on the page, as in ML.NET's own.
        #region ReadmeExample
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
        #endregion
#pragma warning restore CA1859

        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        AssertShows(readme, @"\n([\d.]+) % of the test images are named correctly\.\n", Accuracy(model, data.TestSet));
        AssertShows(readme, @"in place of `NormalizeChannels`, ([\d.]+) % are right", AccuracyWithoutNormalization(data));
        Assert.Contains(Predict(modelPath, TestImages.Files().First()), files.Select(file => file.Label));
    }

    /// <summary>The program to copy is the code of the page.</summary>
    [Theory]
    [InlineData("ReadmeExample")]
    [InlineData("ReadmePrediction")]
    public void Sample_HasTheCodeOfThePage(string snippet)
    {
        string program = File.ReadAllText(Path.Combine(Repository.Root, "samples", "GettingStarted", "Program.cs"));
        string block = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).Split($"<!-- snippet: {snippet} -->")[1].Split("```")[1];
        // The context is there already where the model is loaded, and the two programs are one.
        Assert.All(
            block.Split('\n')[1..].Where(line => line.Length > 0 && (snippet == "ReadmeExample" || line.Contains("engine", StringComparison.Ordinal))),
            line => Assert.Contains(line.Trim(), program, StringComparison.Ordinal));
    }

    /// <summary>Other processors sum in another order, which may turn the answer to two or three of 200 images.</summary>
    private static void AssertShows(string page, string pattern, double accuracy) =>
        Assert.Equal(double.Parse(Regex.Match(page, pattern).Groups[1].Value, CultureInfo.InvariantCulture), 100 * accuracy, tolerance: 1.5);

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

    private double AccuracyWithoutNormalization(DataOperationsCatalog.TrainTestData data) => Accuracy(_ml.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(32, 32))
        .Append(_ml.Transforms.ExtractPixels("Features", "Image"))
        .Append(_ml.Transforms.Conversion.MapValueToKey("Label"))
        .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 3000, optimizationTolerance: 1e-3f))
        .Fit(data.TrainSet), data.TestSet);

    private double Accuracy(ITransformer model, IDataView test) => _ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
}
