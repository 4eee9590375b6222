using Microsoft.ML;
using MlNetBatchNorm;

namespace Cluster.Collecting;

/// <summary>The pipeline that a shard of photos goes through. All workers must have the same.</summary>
internal static class Photos
{
    public const string Name = "photos";

    public static ShardPipeline Create(MLContext mlContext) => new(
        mlContext,
        mlContext.Transforms.ReadImages("Image", ShardPipeline.PathColumn, ImageReading.Stretch(224, 224)),
        "Image");
}
