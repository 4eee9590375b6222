using Hangfire;
using MlNetBatchNorm.Cluster.Jobs;
using MlNetBatchNorm.Cluster.Storage;

namespace MlNetBatchNorm;

/// <summary>
/// Submits jobs to the workers that share a Hangfire storage, and attaches to jobs that were submitted by any process. Added by
/// <c>services.AddChannelStatistics()</c>.
/// </summary>
/// <remarks>Safe for use by any number of threads.</remarks>
public sealed class ChannelStatisticsClient
{
    private readonly JobStore _store;
    private readonly IBackgroundJobClient _jobs;

    internal ChannelStatisticsClient(JobStore store, IBackgroundJobClient jobs)
    {
        _store = store;
        _jobs = jobs;
    }

    /// <summary>Cuts files into shards and enqueues a Hangfire job for each.</summary>
    /// <param name="pipeline">The name of a pipeline that the workers have.</param>
    /// <param name="files">The files' paths as the workers see them, at least one.</param>
    /// <param name="options">How the job is done; null (default) for the defaults.</param>
    /// <returns>The job. Its id is all that another process needs to attach to it.</returns>
    /// <exception cref="ArgumentNullException">The pipeline or the files are null.</exception>
    /// <exception cref="ArgumentException">The name of the pipeline is empty, there are no files, or a shard would have fewer than one.</exception>
    public ChannelStatisticsJob Submit(string pipeline, IEnumerable<string> files, ChannelStatisticsJobOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pipeline);
        ArgumentNullException.ThrowIfNull(files);
        options ??= new ChannelStatisticsJobOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FilesPerShard, 1);
        string[][] shards = [.. files.Chunk(options.FilesPerShard)];
        if (shards.Length == 0)
            throw new ArgumentException("There must be at least one file, but the list is empty.", nameof(files));

        string id = Guid.NewGuid().ToString("N");
        _store.Create(id, new JobRecord(pipeline, options.Argument, options.OnBadFile, shards.Length, IsCanceled: false), shards);
        for (int i = 0; i < shards.Length; i++)
        {
            int shard = i;
            _store.AddHangfireJob(id, shard, _jobs.Enqueue<ShardRunner>(runner => runner.Run(id, shard, shards.Length, CancellationToken.None)));
        }

        return Attach(id);
    }

    /// <summary>A job that was submitted by this process or another one, which may be gone.</summary>
    /// <param name="id">The job's id.</param>
    /// <exception cref="ArgumentNullException">The id is null.</exception>
    /// <exception cref="ArgumentException">The storage has no such job.</exception>
    public ChannelStatisticsJob Attach(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _store.Find(id) is not null
            ? new ChannelStatisticsJob(id, _store, _jobs)
            : throw new ArgumentException(
                $"The storage has no job '{id}'. Check the id and the storage; a job is forgotten {JobStore.Retention.TotalDays:0} days after its end.", nameof(id));
    }
}
