using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code of docs/serving.md.</summary>
public sealed class ServingSnippets : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void ServedModel_StartsAtTheImage()
    {
        string modelPath = _path;
        ImageFile[] files = [.. TestImages.Files().Where((_, i) => i % 5 == 0).Select(path => new ImageFile { Path = path, Label = Directory.GetParent(path)!.Name })];

        #region FitServedModel
        var mlContext = new MLContext(seed: 1);
        IDataView rows = mlContext.Data.LoadFromEnumerable(files.Select(file => new LabelledImage { File = File.ReadAllBytes(file.Path), Label = file.Label }));
        IDataView images = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);

        ITransformer model = mlContext.Transforms.ReadImages("Image", "File", ImageReading.Stretch(32, 32) with { MaxPixels = 40_000_000 })
            .Append(mlContext.Transforms.NormalizeChannels("Features", "Image"))
            .AppendCacheCheckpoint(mlContext)
            .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                l1Regularization: 0, l2Regularization: 3000, optimizationTolerance: 1e-3f))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(images);
        mlContext.Model.Save(model, images.Schema, modelPath);
        #endregion

        #region SaveBeside
        string beside = modelPath + ".new";
        mlContext.Model.Save(model, images.Schema, beside);
        File.Move(beside, modelPath, overwrite: true);
        #endregion

        Assert.Contains(Predict(modelPath, File.ReadAllBytes(files[0].Path)), files.Select(file => file.Label));
        byte[] photo = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "MlNetBatchNorm.Tests", "Rows", "Reference", "photo.jpg"));
        Assert.Contains(Predict(modelPath, photo), files.Select(file => file.Label));
        Assert.Throws<InvalidDataException>(() => Predict(modelPath, [1, 2, 3]));
    }

    private static string Predict(string modelPath, byte[] bytes)
    {
        #region PredictFromBytes
        var mlContext = new MLContext();
        ITransformer model = mlContext.Model.Load(modelPath, out _);
        using var engine = mlContext.Model.CreatePredictionEngine<ImageInput, Prediction>(model);

        using var stream = new MemoryStream(bytes);
        if (ImageFiles.FindProblem(stream, maxPixels: 40_000_000) is { } problem)
            throw new InvalidDataException($"The image cannot be used: {problem}.");
        Prediction prediction = engine.Predict(new ImageInput { File = bytes });
        #endregion
        return prediction.PredictedLabel;
    }

    #region ServedClasses
    private sealed class LabelledImage
    {
        public byte[] File { get; set; } = [];
        public string Label { get; set; } = "";
    }

    private sealed class ImageInput
    {
        public byte[] File { get; set; } = [];
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";
        public float[] Score { get; set; } = [];
    }
    #endregion
}
