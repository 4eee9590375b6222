using System.Globalization;
using Hangfire;
using Hangfire.Server;
using Microsoft.ML;
using MlNetBatchNorm.Cluster.Storage;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>Collects a shard. Hangfire makes one for each job, and runs it again where a worker died or an attempt failed.</summary>
/// <remarks>The names of the type and its method, and the method's parameters, are in the storage of jobs: they are part of a format.</remarks>
[AutomaticRetry(Attempts = Attempts, DelaysInSeconds = [1, 3, 10], ExceptOn = [typeof(BadShardException)])]
[ShardFailureFilter]
internal sealed class ShardRunner(ChannelStatisticsOptions options, JobStore store, ShardQueue queue)
{
    /// <summary>How often a shard that failed is tried again.</summary>
    public const int Attempts = 3;

    /// <param name="job">The job's id.</param>
    /// <param name="shard">Which of its shards, from 0.</param>
    /// <param name="count">How many there are; for the dashboard.</param>
    /// <param name="cancellationToken">Hangfire's: the server stops, or the job was deleted.</param>
    [JobDisplayName("Channel statistics {0}: shard {1} of {2}")]
    public void Run(string job, int shard, int count, CancellationToken cancellationToken)
    {
        JobRecord record = store.Find(job) ?? throw MissingJob(job, shard, count);
        if (record.IsCanceled)
            return;
        string name = string.Create(CultureInfo.InvariantCulture, $"Shard {shard} of {count} (pipeline '{record.Pipeline}', machine {Environment.MachineName})");
        try
        {
            queue.EnqueueMissing(job, record);
            ChannelStatistics statistics = Create(record).Collect(
                store.ReadFiles(job, record, shard), shard: null, record.OnBadFile, cancellationToken);
            store.AddResult(job, shard, statistics);
        }
        catch (Exception error) when (error is not (OperationCanceledException or JobAbortedException))
        {
            throw Failure(name, error);
        }
    }

    /// <summary>Hangfire stores the text of an exception and of its causes.</summary>
    private static Exception Failure(string name, Exception error)
    {
        bool isFault = error is InvalidOperationException or ArgumentException;
        string message = StoredText.Escape($"{name}: {(isFault ? "" : $"{error.GetType().Name}: ")}{error.Message}");
        Exception? cause = StoredText.IsStorable(error.ToString()) ? error : null;
        return isFault && !IsTransient(error) ? new BadShardException(message, cause) : new ShardException(message, cause);
    }

    private static BadShardException MissingJob(string job, int shard, int count) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Shard {shard} of {count} (machine {Environment.MachineName}): the worker's storage has no job '{job}'. Either the job was forgotten, " +
        $"{JobStore.Retention.TotalDays:0} days after its end, or several hosts with Hangfire were started at once in one process, which has one storage " +
        $"and one activator for all of them: start them one after the other."));

    private ShardPipeline Create(JobRecord record) => options.TryGetPipeline(record.Pipeline, out Func<MLContext, string?, ShardPipeline>? create)
        ? create(new MLContext(), record.Argument)
        : throw new MissingPipelineException(
            $"this worker has no pipeline of that name, but only: {string.Join(", ", options.PipelineNames.DefaultIfEmpty("none"))}. Add it with " +
            "AddChannelStatistics(options => options.AddPipeline(...)) on every machine that serves the queue.");

    /// <summary>A file may be back later, and another worker may have the pipeline; what a file holds stays the same.</summary>
    private static bool IsTransient(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException or UnauthorizedAccessException or TimeoutException or MissingPipelineException)
                return true;
        }

        return false;
    }
}
