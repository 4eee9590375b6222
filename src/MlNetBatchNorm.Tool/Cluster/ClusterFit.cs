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
    /// <param name="timeout">How long it may be away.</param>
    /// <exception cref="ToolException">It cannot be used.</exception>
    public ClusterFit(string connection, TimeSpan timeout)
    {
        var services = new ServiceCollection();
        ClusterStorage.AddHangfire(services, connection);
        services.AddChannelStatistics(options => options.StorageTimeout = timeout);
        _services = services.BuildServiceProvider();
        _client = _services.GetRequiredService<ChannelStatisticsClient>();
    }

    /// <summary>Submits a job and waits for its end. Canceled, the job is too.</summary>
    /// <exception cref="ToolException">The job failed or was canceled, or the database was away for too long.</exception>
    public Task<ChannelStatistics> Collect(
        IReadOnlyList<string> files, ImageSettings settings, OnBadFile onBadFile, int filesPerShard, CancellationToken cancellationToken) =>
        Wait(null, reportId => _client.Submit(ClusterPipeline.Name, files, new ChannelStatisticsJobOptions
        {
            Argument = settings.ToString(),
            OnBadFile = onBadFile,
            FilesPerShard = filesPerShard,
            Created = reportId,
        }), cancellationToken);

    /// <summary>Waits for the end of a job that was submitted before. Canceled, the job is too.</summary>
    /// <exception cref="ToolException">There is no such job, it failed or was canceled, or the database was away for too long.</exception>
    public Task<ChannelStatistics> Collect(string id, CancellationToken cancellationToken) => Wait(id, _ => Attach(id), cancellationToken);

    private ChannelStatisticsJob Attach(string id)
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

    private static async Task<ChannelStatistics> Wait(string? id, Func<Action<string>, ChannelStatisticsJob> open, CancellationToken cancellationToken)
    {
        try
        {
            return await Wait(open(created => Terminal.WriteNote(
                $"Job {id = created}. If this process ends, the job goes on: --attach {created} waits for it again.")), cancellationToken);
        }
        catch (ChannelStatisticsJobException exception)
        {
            throw new ToolException(exception.Message);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(exception.Message);
        }
        catch (TimeoutException exception)
        {
            throw new ToolException(id is null ? exception.Message : $"{exception.Message} channelstats fit --attach {id} --postgres ... waits for it again.");
        }
    }

    private static async Task<ChannelStatistics> Wait(ChannelStatisticsJob job, CancellationToken cancellationToken)
    {
        var waiting = new WorkerNote();
        try
        {
            return await ProgressBar.Run("Shards", job.GetProgress().Shards, done => job.WaitAsync(
                new ProgressReceiver<ChannelStatisticsProgress>(progress =>
                {
                    waiting.Report(progress);
                    done(progress.ShardsCollected + progress.ShardsFailed);
                }),
                cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            job.Cancel();
            throw;
        }
    }

    public void Dispose() => _services.Dispose();
}
