using Hangfire;
using Hangfire.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>The code of docs/cluster.md.</summary>
public sealed class ClusterSnippets
{
    [Fact]
    public async Task Job_OfTheDocumentation_Ends()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddNoLogging();
        #region ClusterWorker
        builder.Services.AddHangfire(configuration => configuration.UseInMemoryStorage());
        builder.Services.AddHangfireServer();
        builder.Services.AddChannelStatistics(options => options.AddPipeline("photos", mlContext => new ShardPipeline(
            mlContext,
            mlContext.Transforms.ReadImages("Image", ShardPipeline.PathColumn, ImageReading.Stretch(224, 224)),
            "Image")));
        #endregion
        using IHost host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<ChannelStatisticsClient>();

        BatchNormTransformer transformer = await Collect(client, TestFiles.Images[..10], CancellationToken.None);
        Assert.Equal(10, transformer.Statistics!.Rows);
        Assert.Equal(ChannelStatisticsJobState.Canceled, CancelRunning(client, client.Submit("photos", TestFiles.Images).Id).State);
        await host.StopAsync();
    }

    private static async Task<BatchNormTransformer> Collect(ChannelStatisticsClient client, string[] files, CancellationToken cancellationToken)
    {
        BatchNormEstimator estimator = new MLContext().Transforms.NormalizeBatch("Features", "Image", statistics: BatchNormStatistics.Exact);
        #region ClusterJob
        ChannelStatisticsJob job = client.Submit("photos", files, new ChannelStatisticsJobOptions { OnBadFile = OnBadFile.Skip });
        Console.WriteLine($"Job {job.Id}");
        ChannelStatistics statistics = await job.WaitAsync(
            new Progress<ChannelStatisticsProgress>(progress => Console.WriteLine($"{progress.ShardsCollected} of {progress.Shards} shards")),
            cancellationToken);
        BatchNormTransformer transformer = estimator.Fit(statistics);
        #endregion
        return transformer;
    }

    private static ChannelStatisticsProgress CancelRunning(ChannelStatisticsClient client, string id)
    {
        #region ClusterAttach
        // In any process, also after the one that submitted the job has died.
        ChannelStatisticsJob job = client.Attach(id);
        ChannelStatisticsProgress progress = job.GetProgress();
        if (progress.State == ChannelStatisticsJobState.Running)
            job.Cancel();
        #endregion
        return job.GetProgress();
    }
}
