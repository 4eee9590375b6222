using Microsoft.Extensions.DependencyInjection;
using MlNetBatchNorm.Tool.Images;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Cluster;

/// <summary>A fit by the workers of a cluster.</summary>
internal sealed class ClusterFit : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly ChannelStatisticsClient _client;

    /// <param name="connection">The database that the workers share.</param>
    /// <exception cref="ToolException">It cannot be used.</exception>
    public ClusterFit(string connection)
    {
        var services = new ServiceCollection();
        ClusterStorage.AddHangfire(services, connection);
        services.AddChannelStatistics();
        _services = services.BuildServiceProvider();
        _client = _services.GetRequiredService<ChannelStatisticsClient>();
    }

    public ChannelStatisticsJob Submit(IReadOnlyList<string> files, ImageSettings settings, OnBadFile onBadFile, int filesPerShard)
    {
        ChannelStatisticsJob job = _client.Submit(ClusterPipeline.Name, files, new ChannelStatisticsJobOptions
        {
            Argument = settings.ToString(),
            OnBadFile = onBadFile,
            FilesPerShard = filesPerShard,
        });
        Terminal.WriteNote($"Job {job.Id}. If this process ends, the job goes on: --attach {job.Id} waits for it again.");
        return job;
    }

    /// <exception cref="ToolException">There is no such job.</exception>
    public ChannelStatisticsJob Attach(string id)
    {
        try
        {
            return _client.Attach(id);
        }
        catch (ArgumentException)
        {
            throw new ToolException($"The database has no job '{id}'. Check the id and --postgres; a job is forgotten a week after its end.");
        }
    }

    /// <summary>Waits for a job's end. Canceled, the job is too.</summary>
    /// <exception cref="ToolException">The job failed or was canceled.</exception>
    public static async Task<ChannelStatistics> Wait(ChannelStatisticsJob job, CancellationToken cancellationToken)
    {
        try
        {
            return await ProgressBar.Run("Shards", job.GetProgress().Shards, done => job.WaitAsync(
                new ProgressReceiver<ChannelStatisticsProgress>(progress => done(progress.ShardsCollected + progress.ShardsFailed)), cancellationToken));
        }
        catch (ChannelStatisticsJobException exception)
        {
            throw new ToolException(exception.Message);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(exception.Message);
        }
        catch (OperationCanceledException)
        {
            job.Cancel();
            throw;
        }
    }

    public void Dispose() => _services.Dispose();
}
