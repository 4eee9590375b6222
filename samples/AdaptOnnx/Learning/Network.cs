using AdaptOnnx.Images;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using MlNetBatchNorm.Files;

namespace AdaptOnnx.Learning;

/// <summary>The pretrained network in a pipeline, from pixels to the logits of ten classes.</summary>
internal sealed class Network(MLContext mlContext, string modelFile)
{
    private const string Input = "input", Logits = "logits";

    /// <summary>As it was trained.</summary>
    public ITransformer AsTrained() => Preprocessing().Append(mlContext.Transforms.ApplyOnnxModel(Logits, Input, modelFile)).Fit(View(new ImageSet([], [])));

    /// <summary>Adapted to images; nobody looks at their labels.</summary>
    public ITransformer Adapt(ImageSet images, OnnxAdaptationOptions options) =>
        Preprocessing().Append(mlContext.Transforms.AdaptOnnxModel(Logits, Input, modelFile, options)).Fit(View(images));

    /// <summary>How well a model does on images.</summary>
    public Accuracy Test(ITransformer model, ImageSet images)
    {
        IEnumerable<int> named = model.Transform(View(images)).GetColumn<float[]>(Logits).Select(logits => Array.IndexOf(logits, logits.Max()));
        return new Accuracy(named.Zip(images.Labels).Count(pair => pair.First == pair.Second), images.Labels.Count);
    }

    /// <summary>Saves a model for a program that needs nothing of MlNetBatchNorm.OnnxTransformer.</summary>
    public void Save(ITransformer model, string path) =>
        FileReplacement.Write(path, file => mlContext.Model.Save(model, View(new ImageSet([], [])).Schema, file));

    private BatchNormEstimator Preprocessing() => mlContext.Transforms.NormalizeChannels(Input, nameof(Row.Pixels), ImageNormalization.Cifar10);

    private IDataView View(ImageSet images) => mlContext.Data.LoadFromEnumerable(images.Pixels.Select(pixels => new Row { Pixels = pixels }));
}
