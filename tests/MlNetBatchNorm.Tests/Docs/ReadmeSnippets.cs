using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code of README.md.</summary>
public sealed class ReadmeSnippets : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Example_TrainsAModelThatNormalizes()
    {
        ImageFile[] files = [.. TestImages.Files().Where((_, i) => i % 5 == 0)
            .Select(path => new ImageFile { Path = path, Label = Directory.GetParent(path)!.Name })];
        string modelPath = _path;

        #region ReadmeExample
        // files: a list of objects with the properties Path and Label
        var mlContext = new MLContext(seed: 1);
        IDataView images = mlContext.Data.LoadFromEnumerable(files);
        ITransformer model = mlContext.Transforms.LoadImages("Image", imageFolder: null, "Path")
            .Append(mlContext.Transforms.ResizeImages("Image", imageWidth: 32, imageHeight: 32))
            .Append(mlContext.Transforms.ExtractPixels("Pixels", "Image"))
            .Append(mlContext.Transforms.NormalizeBatch("Features", "Pixels", momentum: null))
            .Append(mlContext.Transforms.Conversion.MapValueToKey("Label"))
            .AppendCacheCheckpoint(mlContext)
            .Append(mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 10))
            .Fit(images);
        mlContext.Model.Save(model, images.Schema, modelPath);
        #endregion

        ITransformer loaded = new MLContext().Model.Load(modelPath, out _);
        BatchNormParameters parameters = ((IEnumerable<ITransformer>)loaded).OfType<BatchNormTransformer>().Single().Parameters[0];
        Assert.Equal(3, parameters.NumFeatures);
        Assert.Equal(2, parameters.NumBatchesTracked);
        Assert.All(parameters.RunningMean, mean => Assert.InRange(mean, 90, 150));
    }
}
