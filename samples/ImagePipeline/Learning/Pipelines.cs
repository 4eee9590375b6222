using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;
using MlNetBatchNorm;
using Samples.Images;

namespace ImagePipeline.Learning;

/// <summary>
/// From image files to a predicted class. The pipeline has two halves, so that the images are decoded once for all that is tried on their
/// pixels; <c>Pixels().Append(Normalized(...))</c> is the whole.
/// </summary>
/// <param name="mlContext">Makes the steps.</param>
/// <param name="size">The width and height in pixels that images are resized to.</param>
/// <param name="iterations">How long the trainer may work.</param>
internal sealed class Pipelines(MLContext mlContext, int size, int iterations)
{
    /// <summary>From a file to a vector of 3 x size x size pixels from 0 to 255, and from a class to a key.</summary>
    public IEstimator<ITransformer> Pixels() =>
        mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(ImageFile.Class))
            .Append(mlContext.Transforms.ReadImages("Image", nameof(ImageFile.Path), ImageReading.Stretch(size, size)))
            .Append(mlContext.Transforms.ExtractPixels("Pixels", "Image"));

    /// <summary>From pixels to a class; each channel is normalized to mean 0 and deviation 1 over the training images.</summary>
    public IEstimator<ITransformer> Normalized(CancellationToken cancellationToken)
    {
        var options = new BatchNormEstimator.Options
        {
            Statistics = BatchNormStatistics.Exact,
            CancellationToken = cancellationToken,
        };
        return mlContext.Transforms.NormalizeChannels("Features", "Pixels", options).Append(Classify());
    }

    /// <summary>To compare with: all channels are divided by one number, as <c>ExtractPixels(scaleImage: 1 / 255f)</c> can do it.</summary>
    public IEstimator<ITransformer> Scaled() =>
        mlContext.Transforms.NormalizeChannels("Features", "Pixels", mean: [0, 0, 0], standardDeviation: [255, 255, 255])
            .Append(Classify());

    /// <summary>To compare with: around 0 and of size 1 too, but by constants that someone chose for pixels.</summary>
    public IEstimator<ITransformer> Centered() =>
        mlContext.Transforms.NormalizeChannels(
            "Features", "Pixels", mean: [127.5f, 127.5f, 127.5f], standardDeviation: [127.5f, 127.5f, 127.5f])
            .Append(Classify());

    /// <summary>To compare with: the pixels from 0 to 255.</summary>
    public IEstimator<ITransformer> Unchanged() =>
        mlContext.Transforms.CopyColumns("Features", "Pixels").Append(Classify());

    /// <summary>The same trainer with the same budget for all. A single thread makes the result the same on every run.</summary>
    private EstimatorChain<KeyToValueMappingTransformer> Classify() =>
        mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            MaximumNumberOfIterations = iterations,
            NumberOfThreads = 1,
        })
        .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
}
