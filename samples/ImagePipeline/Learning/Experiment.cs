using ImagePipeline.Images;
using Microsoft.ML;
using MlNetBatchNorm.Files;
using Samples.Images;

namespace ImagePipeline.Learning;

/// <summary>Tries pipelines on the same images, which are decoded once.</summary>
internal sealed class Experiment
{
    private readonly MLContext _mlContext;
    private readonly DataViewSchema _inputSchema;
    private readonly ITransformer _toPixels;
    private readonly IDataView _test;

    /// <param name="mlContext">Makes the data views.</param>
    /// <param name="images">The images to train and to test on.</param>
    /// <param name="pixels">From an image's file to its pixels.</param>
    public Experiment(MLContext mlContext, ImageSplit images, IEstimator<ITransformer> pixels)
    {
        _mlContext = mlContext;
        IDataView train = mlContext.Data.LoadFromEnumerable(images.Train);
        IDataView test = mlContext.Data.LoadFromEnumerable(images.Test);
        _inputSchema = train.Schema;
        _toPixels = pixels.Fit(train);
        // Nothing is decoded yet: a cache keeps the columns that are asked for, when they first are.
        TrainPixels = mlContext.Data.Cache(_toPixels.Transform(train));
        _test = mlContext.Data.Cache(_toPixels.Transform(test));
    }

    /// <summary>The training images' pixels and labels.</summary>
    public IDataView TrainPixels { get; }

    /// <summary>Other images' pixels.</summary>
    public IDataView Pixels(IEnumerable<ImageFile> images) => _toPixels.Transform(_mlContext.Data.LoadFromEnumerable(images));

    /// <param name="name">What is done to the pixels.</param>
    /// <param name="pipeline">From pixels to a class.</param>
    public TrainedModel Fit(string name, IEstimator<ITransformer> pipeline)
    {
        ITransformer model = pipeline.Fit(TrainPixels);
        return new TrainedModel(name, model, Accuracy(model, TrainPixels), Accuracy(model, _test));
    }

    /// <summary>Saves both halves of the pipeline as one model, from an image's file to its class.</summary>
    public void Save(TrainedModel trained, string path) =>
        FileReplacement.Write(path, file => _mlContext.Model.Save(_toPixels.Append(trained.Model), _inputSchema, file));

    /// <summary>Loads a model as a program that only predicts would, which is given nothing but the file, and asks it about images.</summary>
    public static IReadOnlyList<Answer> Ask(string modelPath, IReadOnlyList<ImageFile> images)
    {
        var mlContext = new MLContext();
        ITransformer model = mlContext.Model.Load(modelPath, out _);
        IDataView files = mlContext.Data.LoadFromEnumerable(images.Select(image => new ImageFile { Path = image.Path }));
        IEnumerable<Prediction> predictions = mlContext.Data.CreateEnumerable<Prediction>(model.Transform(files), reuseRowObject: false);
        return [.. images.Zip(predictions, (image, prediction) => new Answer(image, prediction))];
    }

    private double Accuracy(ITransformer model, IDataView images) =>
        _mlContext.MulticlassClassification.Evaluate(model.Transform(images)).MicroAccuracy;
}
