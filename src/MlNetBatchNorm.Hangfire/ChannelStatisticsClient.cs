using Hangfire.States;
using MlNetBatchNorm.Cluster.Jobs;
using MlNetBatchNorm.Cluster.Storage;

namespace MlNetBatchNorm;

/// <summary>
/// Submits jobs to the workers that share a Hangfire storage, and attaches to jobs that were submitted by any process. Added by
/// <c>services.AddChannelStatistics()</c>.
/// </summary>
/// <remarks>Safe for use by any number of threads. Short storage outages are tolerated, see <see cref="ChannelStatisticsOptions.StorageTimeout"/>.</remarks>
public sealed class ChannelStatisticsClient
{
    private readonly JobServices _services;

    internal ChannelStatisticsClient(JobServices services) => _services = services;

    /// <summary>
    /// Divides files into shards and enqueues one Hangfire job per shard. If the process ends before this returns, the statistics job continues if
    /// <see cref="ChannelStatisticsJobOptions.Created"/> has received its id, and does not exist otherwise.
    /// </summary>
    /// <param name="pipeline">The name of a pipeline that the workers have.</param>
    /// <param name="files">The files' paths as the workers see them, at least one.</param>
    /// <param name="options">The options of the job; null (default) for the defaults.</param>
    /// <returns>The job. Its id is all that another process needs to attach to it.</returns>
    /// <exception cref="ArgumentNullException">The pipeline or the files are null.</exception>
    /// <exception cref="ArgumentException">
    /// The name of the pipeline is empty, there are no files, the number of files per shard is less than 1, or the name of the queue is not valid.
    /// </exception>
    /// <exception cref="NotSupportedException">The storage cannot store the queue of a job.</exception>
    /// <exception cref="TimeoutException">The storage was unavailable for too long; if there is a job, the message has its id.</exception>
    public ChannelStatisticsJob Submit(string pipeline, IEnumerable<string> files, ChannelStatisticsJobOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pipeline);
        ArgumentNullException.ThrowIfNull(files);
        options ??= new ChannelStatisticsJobOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FilesPerShard, 1);
        _ = new EnqueuedState(options.Queue);
        string[][] shards = [.. files.Chunk(options.FilesPerShard)];
        if (shards.Length == 0)
            throw new ArgumentException("There must be at least one file, but the list is empty.", nameof(files));
        var record = new JobRecord(pipeline, options.Argument, options.OnBadFile, shards.Length, options.FilesPerShard, options.Queue);

        string id = Guid.NewGuid().ToString("N");
        _services.Create(id, record, shards);
        options.Created?.Invoke(id);
        return Open(id, record);
    }

    /// <summary>
    /// Returns a job that was submitted by this process or another one, which may have ended. If that process was killed before it had enqueued all
    /// shards, the others are enqueued now.
    /// </summary>
    /// <param name="id">The job's id.</param>
    /// <exception cref="ArgumentNullException">The id is null.</exception>
    /// <exception cref="ArgumentException">The storage has no such job.</exception>
    /// <exception cref="TimeoutException">The storage was unavailable for too long.</exception>
    public ChannelStatisticsJob Attach(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Open(id, _services.OutageOf(id).Run(() => _services.Store.Find(id)) ?? throw new ArgumentException(
            $"The storage has no job '{id}'. Check the id and the storage; a job is forgotten {JobStore.Retention.TotalDays:0} days after its end.", nameof(id)));
    }

    private ChannelStatisticsJob Open(string id, JobRecord record)
    {
        _services.OutageOf(id).Run(() => _services.Queue.EnqueueMissing(id, record));
        return new ChannelStatisticsJob(id, _services);
    }
}
