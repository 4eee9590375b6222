using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

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
        MLContext mlContext, ImageSettings settings, Action<UnreadableImage> skipped, IProgress<BatchNormProgress>? progress = null)
    {
        var check = new ImageCheck(skipped);
        IEstimator<ITransformer> steps = mlContext.Transforms
            .CustomMapping<ImagePath, CheckedPath>(
                (input, output) =>
                {
                    check.Check(input.Path);
                    output.Checked = input.Path;
                },
                contractName: null)
            .Append(mlContext.Transforms.LoadImages(ColumnName, imageFolder: null, nameof(CheckedPath.Checked)))
            .Append(mlContext.Transforms.ResizeImages(
                ColumnName, settings.Size.Width, settings.Size.Height, resizing: ImageResizingEstimator.ResizingKind.Fill));
        return new ShardPipeline(
            mlContext, steps, ColumnName, new BatchNormEstimator.Options { ImageChannels = settings.Channels, Progress = progress });
    }
}
