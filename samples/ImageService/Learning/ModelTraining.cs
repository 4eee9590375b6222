using ImageService.Serving;
using Microsoft.ML;
using MlNetBatchNorm;

namespace ImageService.Learning;

/// <summary>Trains the model that the service loads.</summary>
internal static class ModelTraining
{
    private const int Size = 32;

    /// <summary>Trains on files and saves a model that starts at a file's bytes.</summary>
    public static void Run(IReadOnlyList<LabelledFile> files, string modelPath)
    {
        var mlContext = new MLContext(seed: 1);
        IDataView rows = mlContext.Data.LoadFromEnumerable(
            files.Select(file => new LabelledImage { File = File.ReadAllBytes(file.Path), Label = file.Label }));

        // A web request has no label, so this step is fitted apart and not saved.
        IDataView images = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);

        ITransformer model = mlContext.Transforms
            .ReadImages("Image", nameof(ImageInput.File), ImageReading.Stretch(Size, Size) with { MaxPixels = ImageInput.MaxPixels })
            .Append(mlContext.Transforms.NormalizeChannels("Features", "Image"))
            .AppendCacheCheckpoint(mlContext)
            .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                l1Regularization: 0, l2Regularization: 3000, optimizationTolerance: 1e-3f))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(images);
        // Beside it first: a service that is ended while it saves leaves no half of a model to the next.
        string beside = modelPath + ".new";
        mlContext.Model.Save(model, images.Schema, beside);
        File.Move(beside, modelPath, overwrite: true);
    }

    private sealed class LabelledImage
    {
        public byte[] File { get; set; } = [];

        public string Label { get; set; } = "";
    }
}
