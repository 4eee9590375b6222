using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ImageService.Serving;

/// <summary>
/// Classifies images, for any number of requests at once. A PredictionEngine serves one thread at a time, so each request borrows one.
/// </summary>
internal sealed class ImageClassifier
{
    private readonly ObjectPool<PredictionEngine<ImageInput, ModelOutput>> _engines;

    public ImageClassifier(string modelPath)
    {
        var mlContext = new MLContext();
        ITransformer model = mlContext.Model.Load(modelPath, out _);
        _engines = new DefaultObjectPool<PredictionEngine<ImageInput, ModelOutput>>(new Policy(mlContext, model));
        PredictionEngine<ImageInput, ModelOutput> engine = _engines.Get();
        Labels = LabelsOf(engine.OutputSchema);
        _engines.Return(engine);
    }

    /// <summary>The classes, in the order of the model's scores.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Classifies the image in a file that can be decoded.</summary>
    public Classification Classify(byte[] file)
    {
        PredictionEngine<ImageInput, ModelOutput> engine = _engines.Get();
        try
        {
            ModelOutput output = engine.Predict(new ImageInput { File = file });
            using MLImage resized = output.Image!;
            return new Classification(
                output.PredictedLabel,
                output.Score.Max(),
                Labels.Zip(output.Score).OrderByDescending(pair => pair.Second).ToDictionary(pair => pair.First, pair => pair.Second),
                Picture.OfImage(resized),
                Picture.OfFeatures(output.Features, resized.Width, resized.Height));
        }
        finally
        {
            _engines.Return(engine);
        }
    }

    private static string[] LabelsOf(DataViewSchema schema)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["Score"].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private sealed class Policy(MLContext mlContext, ITransformer model) : PooledObjectPolicy<PredictionEngine<ImageInput, ModelOutput>>
    {
        public override PredictionEngine<ImageInput, ModelOutput> Create() =>
            mlContext.Model.CreatePredictionEngine<ImageInput, ModelOutput>(model);

        public override bool Return(PredictionEngine<ImageInput, ModelOutput> obj) => true;
    }
}
