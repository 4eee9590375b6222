using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code of docs/adapt-onnx-model.md, on the network of samples/AdaptOnnx.</summary>
[Collection(CurrentFolder.Tests)]
public sealed class AdaptOnnxModelSnippets : IDisposable
{
    private static readonly string Data = Path.Combine(Repository.Root, "samples", "AdaptOnnx", "data");

    private readonly CurrentFolder _folder = new();
    private readonly ImageFile[] _files = [.. TestImages.Files().Where((_, i) => i % 3 == 0).Select(path => new ImageFile { Path = path })];

    public AdaptOnnxModelSnippets() => File.Copy(Path.Combine(Data, "residual.onnx"), "residual.onnx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Adapt_OfPipeline_SavesAModelThatMlNetLoads()
    {
        ImageFile[] files = _files;

        #region AdaptPipeline
        // files: a few hundred images of your own, a list of objects with the property Path; nobody has labeled them
        var mlContext = new MLContext();
        IDataView images = mlContext.Data.LoadFromEnumerable(files);

        var pipeline = mlContext.Transforms.ReadImages("Image", nameof(ImageFile.Path), ImageReading.Stretch(32, 32))
            .Append(mlContext.Transforms.NormalizeChannels("input", "Image", ImageNormalization.Cifar10))
            .Append(mlContext.Transforms.AdaptOnnxModel("logits", "input", "residual.onnx"));

        using var model = pipeline.Fit(images);
        mlContext.Model.Save(model, images.Schema, "adapted.zip");
        #endregion

        float[][] logits = ColumnValues.Read(model.Transform(images), "logits");
        Assert.Equal(100, logits.Length);
        // ML.NET keeps the network's file in the temporary folder until the model is disposed of.
        using var loaded = (TransformerChain<ITransformer>)new MLContext().Model.Load("adapted.zip", out _);
        Assert.Equal(logits, ColumnValues.Read(loaded.Transform(images), "logits"));
    }

    [Fact]
    public void Adapt_WithOptions_LogsTheLayers()
    {
        using CancellationTokenSource source = new();
        CancellationToken cancellationToken = source.Token;
        var progress = new Progress<BatchNormProgress>();
        var mlContext = new MLContext();
        IDataView files = mlContext.Data.LoadFromEnumerable(_files);
        IDataView images = mlContext.Transforms.ReadImages("Image", nameof(ImageFile.Path), ImageReading.Stretch(32, 32))
            .Append(mlContext.Transforms.NormalizeChannels("input", "Image", ImageNormalization.Cifar10))
            .Fit(files).Transform(files);
        List<string> log = [];

        #region AdaptOptions
        mlContext.Log += (_, message) =>
        {
            if (message.Source.Contains(nameof(OnnxAdaptationEstimator)) && message.Kind == ChannelMessageKind.Info)
                log.Add(message.RawMessage);
        };
        using var adapted = mlContext.Transforms.AdaptOnnxModel("logits", "input", "residual.onnx", new OnnxAdaptationOptions
        {
            BatchSize = 50,
            Blend = 0.5f,
            Statistics = BatchNormStatistics.Exact,
            MaxRows = 1000,
            Progress = progress,
            CancellationToken = cancellationToken,
        }).Fit(images);
        #endregion

        Assert.Contains("BatchNormalization layers to 100 rows in 2 batches and 1 pass", Assert.Single(log), StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper!.WriteLine(log[0]);
    }

    [Fact]
    public void LoadOnnx_OfALayer_GivesItsParameters()
    {
        #region LoadOnnxLayer
        BatchNormParameters stem = BatchNormParameters.LoadOnnx("residual.onnx", "/1/BatchNormalization");
        #endregion

        Assert.Equal(16, stem.NumFeatures);
        Assert.Equal((1e-5f, 0.1f), (stem.Epsilon, stem.Momentum));
    }
}
