using Microsoft.ML;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>The steps from an image's path to its pixels.</summary>
internal static class ImagePipeline
{
    /// <summary>The column that statistics are collected of.</summary>
    public const string ColumnName = "Image";

    /// <param name="mlContext">The context.</param>
    /// <param name="settings">What is done with the images.</param>
    /// <param name="skipped">Receives each file that cannot be used, from any thread.</param>
    /// <param name="progress">Told how many images are done; null for nobody.</param>
    public static ShardPipeline Create(
        MLContext mlContext, ImageSettings settings, Action<UnreadableImage> skipped, IProgress<BatchNormProgress>? progress = null) => new(
            mlContext,
            mlContext.Transforms.ReadImages(ColumnName, ShardPipeline.PathColumn, settings.Reading, unreadable: new SkippedFiles(skipped)),
            ColumnName,
            new BatchNormEstimator.Options { ImageChannels = settings.Channels, Progress = progress });
}
