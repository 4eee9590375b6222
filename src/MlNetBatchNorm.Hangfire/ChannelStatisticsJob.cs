using Hangfire;
using MlNetBatchNorm.Cluster.Jobs;
using MlNetBatchNorm.Cluster.Storage;

namespace MlNetBatchNorm;

/// <summary>A job on the workers that share a Hangfire storage. It goes on without the process that submitted it.</summary>
/// <remarks>Safe for use by any number of threads.</remarks>
public sealed class ChannelStatisticsJob
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(0.5);

    private readonly JobStore _store;
    private readonly IBackgroundJobClient _jobs;

    internal ChannelStatisticsJob(string id, JobStore store, IBackgroundJobClient jobs)
    {
        Id = id;
        _store = store;
        _jobs = jobs;
    }

    /// <summary>What <see cref="ChannelStatisticsClient.Attach"/> takes.</summary>
    public string Id { get; }

    /// <summary>How far the job has come. Reads the storage.</summary>
    public ChannelStatisticsProgress GetProgress() => JobStatus.Read(_store, Id).Progress;

    /// <summary>Waits for the end of the job. The storage may be away for up to a minute meanwhile.</summary>
    /// <param name="progress">Receives every change of the progress; null (default) for no reports.</param>
    /// <param name="cancellationToken">Ends the waiting; the job goes on.</param>
    /// <returns>The merged statistics of all shards: equal, also in saved bytes, to those of one pass over all files on one machine.</returns>
    /// <exception cref="ChannelStatisticsJobException">Shards failed, or gave two different results; the message names them.</exception>
    /// <exception cref="OperationCanceledException">The job or the waiting was canceled.</exception>
    public async Task<ChannelStatistics> WaitAsync(
        IProgress<ChannelStatisticsProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var storage = new StorageOutage();
        ChannelStatisticsProgress reported = default;
        while (true)
        {
            JobStatus? status = storage.Bridge(() => JobStatus.Read(_store, Id));
            if (status is not null && status.Progress != reported)
                progress?.Report(reported = status.Progress);
            if (status is { Progress.State: not ChannelStatisticsJobState.Running } && storage.Bridge(() => Expire(status)) is not null)
                return status.GetResult();
            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Cancels the job: shards that wait are deleted, and shards at work end within seconds. Of no effect on results that were returned.</summary>
    public void Cancel()
    {
        _store.Cancel(Id);
        foreach (string job in _store.GetHangfireJobs(Id))
            _jobs.Delete(job);
        _store.Expire(Id);
    }

    private JobStatus Expire(JobStatus status)
    {
        _store.Expire(Id);
        return status;
    }
}
