using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using MlNetBatchNorm.Cluster.Storage;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>
/// Looks after a job that nobody waits for: enqueues the shards that a killed submitter left, finds those that Hangfire gave up, and lets the job expire
/// after its end. It is a Hangfire job that comes back until then; where no worker runs it for a week, the job expires too.
/// </summary>
/// <remarks>The names of the type and its method, and the method's parameter, are in the storage of jobs: they are part of a format.</remarks>
internal sealed class JobKeeper(JobStore store, ShardQueue queue, QueueServers servers, IBackgroundJobClient jobs)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>By then, a submitter has enqueued all shards.</summary>
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);

    /// <summary>Has it run for a job, whose record is written right after.</summary>
    public static void Start(IBackgroundJobClient jobs, string id, string queue) => Schedule(jobs, id, queue, FirstDelay);

    /// <param name="job">The job's id.</param>
    [JobDisplayName("Channel statistics {0}: upkeep")]
    public void Run(string job)
    {
        var status = JobStatus.Read(store, servers, job, new ShardAudit(store, int.MaxValue));
        if (status?.Progress.State == ChannelStatisticsJobState.Running)
        {
            queue.EnqueueMissing(job, status.Record);
            Schedule(jobs, job, status.Record.Queue, Interval);
        }

        store.Expire(job);
    }

    private static void Schedule(IBackgroundJobClient jobs, string id, string queue, TimeSpan delay) =>
        jobs.Create(Job.FromExpression<JobKeeper>(keeper => keeper.Run(id), ShardQueue.ToJobQueue(queue)), new ScheduledState(delay));
}
