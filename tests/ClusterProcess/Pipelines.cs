using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm;

namespace ClusterProcess;

/// <summary>What the processes of the tests do with images.</summary>
internal static class Pipelines
{
    public const string Images = "images";

    /// <summary>The same, but slowly for as long as the file exists that is its argument.</summary>
    public const string SlowImages = "slow images";

    /// <summary>Fails, and says what its argument is, character by character.</summary>
    public const string Echo = "echo";

    public static void Add(ChannelStatisticsOptions options) => options
        .AddPipeline(Images, mlContext => new ShardPipeline(mlContext, Load(mlContext), "Image"))
        .AddPipeline(SlowImages, (mlContext, brake) => new ShardPipeline(
            mlContext,
            mlContext.Transforms.CustomMapping<PathRow, PathRow>((input, output) => Pass(input, output, brake!), contractName: null).Append(Load(mlContext)),
            "Image"))
        .AddPipeline(Echo, (_, argument) => throw new ArgumentException(
            $"The argument is {string.Join(' ', argument!.Select(c => ((int)c).ToString("x4", CultureInfo.InvariantCulture)))}."));

    private static ReadImagesEstimator Load(MLContext mlContext) => mlContext.Transforms
        .ReadImages("Image", ShardPipeline.PathColumn, ImageReading.Stretch(32, 32));

    private static void Pass(PathRow input, PathRow output, string brake)
    {
        if (File.Exists(brake))
            Thread.Sleep(100);
        output.Path = input.Path;
    }
}
