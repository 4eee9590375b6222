using Hangfire;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.States;
using Hangfire.Storage;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>
/// Makes a Hangfire server collect shards, one at a time, beside the queues that it serves anyway. Hangfire's own options of a server cannot be reached
/// from here. A server that is told to serve the queue itself, with workers of its own, gets none.
/// </summary>
internal sealed class ShardWorker(IJobFilterProvider filters, JobActivator activator) : IBackgroundProcess
{
    private const string Queue = ChannelStatisticsJobOptions.DefaultQueue;

    private readonly Worker _worker = new([Queue], new BackgroundJobPerformer(filters, activator), new BackgroundJobStateChanger(filters));
    private string? _announced;

    /// <summary>Waits for a shard and collects it. Hangfire calls this again and again.</summary>
    public void Execute(BackgroundProcessContext context)
    {
        string[] queues = context.Properties.GetValueOrDefault("Queues") as string[] ?? [];
        if (queues.Contains(Queue))
        {
            context.Wait(Timeout.InfiniteTimeSpan);
            return;
        }

        // A server that was away for too long comes back under another id.
        if (_announced != context.ServerId)
            Announce(context, queues);
        _worker.Execute(context);
    }

    public override string ToString() => nameof(ShardWorker);

    /// <summary>For the dashboard, and for those who wait and want to know whether the queue is served.</summary>
    private void Announce(BackgroundProcessContext context, string[] queues)
    {
        int workers = context.Properties.GetValueOrDefault("WorkerCount") is int count ? count : 0;
        using IStorageConnection connection = context.Storage.GetConnection();
        connection.AnnounceServer(context.ServerId, new ServerContext { Queues = [.. queues, Queue], WorkerCount = workers + 1 });
        _announced = context.ServerId;
    }
}
