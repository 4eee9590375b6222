using System.Transactions;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using MlNetBatchNorm.Cluster.Storage;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>
/// Makes the Hangfire jobs of shards, batch by batch. A batch is enqueued and written down in one transaction, so whoever comes after a process that was
/// killed knows what is missing.
/// </summary>
internal sealed class ShardQueue(JobStorage storage, JobStore store)
{
    private const int BatchesAtOnce = 8;

    /// <summary>Who has the lock enqueues the same batch, or was killed while it did.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(1);

    /// <summary>A shard that no worker takes for so long is forgotten, also by the queue.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(365);

    /// <summary>Longer than any batch takes.</summary>
    private static readonly TransactionOptions BatchTransaction = new()
    {
        IsolationLevel = IsolationLevel.ReadCommitted,
        Timeout = TransactionManager.MaximumTimeout,
    };

    /// <exception cref="NotSupportedException">Hangfire's storage cannot keep the queue of a job.</exception>
    public void Check(string queue)
    {
        if (ToJobQueue(queue) is not null && !storage.HasFeature(JobStorageFeatures.JobQueueProperty))
            throw new NotSupportedException(
                $"Hangfire's storage '{storage}' cannot keep a job's queue, but the shards have the queue '{queue}'. Set Queue to '{EnqueuedState.DefaultQueue}'.");
    }

    /// <summary>A job's queue as Hangfire has it: null for its default, which every storage has.</summary>
    public static string? ToJobQueue(string queue) => queue == EnqueuedState.DefaultQueue ? null : queue;

    /// <summary>Enqueues the shards that have no Hangfire job; not those that another process is at.</summary>
    public void EnqueueMissing(string id, JobRecord record)
    {
        if (record.IsEnqueued || record.IsCanceled)
            return;
        int left = 0;
        Parallel.For(0, JobBatches.Count(record), new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce }, batch =>
        {
            if (!TryEnqueue(id, record, batch))
                Interlocked.Increment(ref left);
        });
        if (left == 0)
            store.SetEnqueued(id);
    }

    private bool TryEnqueue(string id, JobRecord record, int batch)
    {
        using var connection = (JobStorageConnection)storage.GetConnection();
        if (JobStore.HasBatch(connection, id, batch))
            return true;
        try
        {
            using (connection.AcquireDistributedLock($"channelstats:{id}:{batch}", LockTimeout))
            {
                if (!JobStore.HasBatch(connection, id, batch))
                    Enqueue(connection, id, record, batch);
            }

            return true;
        }
        catch (DistributedLockTimeoutException)
        {
            return false;
        }
    }

    /// <summary>In PostgreSQL and SQL Server, all jobs are made in one transaction: a commit for each would take longer than all else.</summary>
    private static void Enqueue(JobStorageConnection connection, string id, JobRecord record, int batch)
    {
        using var scope = new TransactionScope(TransactionScopeOption.RequiresNew, BatchTransaction);
        string[] jobs = [.. JobBatches.Shards(record, batch).Select(shard => connection.CreateExpiredJob(
            Job.FromExpression<ShardRunner>(runner => runner.Run(id, shard, record.Shards, CancellationToken.None), ToJobQueue(record.Queue)),
            new Dictionary<string, string>(), DateTime.UtcNow, LongestWait))];
        using (var transaction = (JobStorageTransaction)connection.CreateWriteTransaction())
        {
            foreach (string job in jobs)
            {
                transaction.SetJobState(job, new EnqueuedState(record.Queue));
                transaction.AddToQueue(record.Queue, job);
            }

            JobStore.AddBatch(transaction, id, batch, jobs);
            transaction.Commit();
        }

        scope.Complete();
    }
}
