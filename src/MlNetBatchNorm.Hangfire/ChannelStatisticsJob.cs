using Hangfire;
using MlNetBatchNorm.Cluster.Jobs;
using MlNetBatchNorm.Cluster.Storage;

namespace MlNetBatchNorm;

/// <summary>A job on the workers that share a Hangfire storage. It continues if the submitting process ends.</summary>
/// <remarks>Safe for use by any number of threads. Short storage outages are tolerated, see <see cref="ChannelStatisticsOptions.StorageTimeout"/>.</remarks>
public sealed class ChannelStatisticsJob
{
    private const int DeletionsAtOnce = 8;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(0.5);

    private readonly JobServices _services;
    private readonly ShardAudit _audit;

    internal ChannelStatisticsJob(string id, JobServices services)
    {
        Id = id;
        _services = services;
        _audit = new ShardAudit(services.Store);
    }

    /// <summary>The job's id, for <see cref="ChannelStatisticsClient.Attach"/>.</summary>
    public string Id { get; }

    /// <summary>Reads the job's progress from the storage.</summary>
    /// <exception cref="InvalidOperationException">The storage no longer has the job.</exception>
    /// <exception cref="TimeoutException">The storage was unavailable for too long.</exception>
    public ChannelStatisticsProgress GetProgress() => Check(_services.OutageOf(Id).Run(Read)).Progress;

    /// <summary>Waits for the end of the job.</summary>
    /// <param name="progress">Receives every change of the progress; null (default) for no reports.</param>
    /// <param name="cancellationToken">Ends the wait; the job continues.</param>
    /// <returns>The merged statistics of all shards: equal, also in saved bytes, to those of one pass over all files on one machine.</returns>
    /// <exception cref="ChannelStatisticsJobException">Shards failed, or gave two different results; the message names them.</exception>
    /// <exception cref="InvalidOperationException">The storage no longer has the job.</exception>
    /// <exception cref="OperationCanceledException">The job or the wait was canceled.</exception>
    /// <exception cref="TimeoutException">The storage was unavailable for too long. The job continues when it is back.</exception>
    public async Task<ChannelStatistics> WaitAsync(
        IProgress<ChannelStatisticsProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        StorageOutage outage = _services.OutageOf(Id);
        ChannelStatisticsProgress reported = default;
        while (true)
        {
            if (outage.TryRun(Read, out JobStatus? read))
            {
                JobStatus status = Check(read);
                if (status.Progress != reported)
                    progress?.Report(reported = status.Progress);
                if (status.Progress.State != ChannelStatisticsJobState.Running)
                    return status.GetResult();
            }

            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Cancels the job: waiting shards are deleted, and running shards end within seconds. Results that were returned stay valid.</summary>
    /// <exception cref="TimeoutException">The storage was unavailable for too long; the job may not be canceled.</exception>
    public void Cancel()
    {
        StorageOutage outage = _services.OutageOf(Id);
        outage.Run(() => _services.Store.SetCanceled(Id));
        outage.Run(() => Parallel.ForEach(
            _services.Store.ReadHangfireJobs(Id).Values,
            new ParallelOptions { MaxDegreeOfParallelism = DeletionsAtOnce },
            job => _services.Hangfire.Delete(job)));
        outage.Run(() => _services.Store.Expire(Id));
    }

    /// <summary>Lets a job expire that has ended, and enqueues what a killed submitter left of one that has not.</summary>
    private JobStatus? Read()
    {
        var status = JobStatus.Read(_services.Store, _services.Servers, Id, _audit);
        if (status?.Progress.State == ChannelStatisticsJobState.Running)
            _services.Queue.EnqueueMissing(Id, status.Record);
        else if (status is not null)
            _services.Store.Expire(Id);
        return status;
    }

    private JobStatus Check(JobStatus? status) => status ?? throw new InvalidOperationException(
        $"The storage has no job '{Id}' any more. A job is forgotten {JobStore.Retention.TotalDays:0} days after its end.");
}
