using Microsoft.ML;
using MlNetBatchNorm.Tool.Images;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Cluster;

/// <summary>What the tool's workers do with images; the job's argument is the settings.</summary>
internal static class ClusterPipeline
{
    public const string Name = "channelstats images";

    public static void Add(ChannelStatisticsOptions options) => options.AddPipeline(Name, Create);

    private static ShardPipeline Create(MLContext mlContext, string? argument) => ImageSettings.TryParse(argument, out ImageSettings? settings)
        ? ImagePipeline.Create(mlContext, settings, image => Terminal.WriteError(VisibleText.Of($"Cannot use {image.Path}: {image.Problem}")))
        : throw new ArgumentException($"The settings '{argument}' are not known. Use the same version of the tool everywhere.");
}
