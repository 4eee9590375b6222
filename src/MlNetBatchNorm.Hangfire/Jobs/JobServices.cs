using Hangfire;
using MlNetBatchNorm.Cluster.Storage;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>What the public classes use of a Hangfire storage.</summary>
internal sealed class JobServices(JobStore store, ShardQueue queue, QueueServers servers, IBackgroundJobClient hangfire, ChannelStatisticsOptions options)
{
    public JobStore Store => store;

    public ShardQueue Queue => queue;

    public QueueServers Servers => servers;

    public IBackgroundJobClient Hangfire => hangfire;

    /// <summary>Bridges an outage of the storage for a job that there is.</summary>
    public StorageOutage OutageOf(string id) =>
        new(options.StorageTimeout, $"Job '{id}' goes on when it is back, unless it was canceled: attach to it again.");

    /// <summary>Stores a job, with its keeper: once its record is stored, it continues whichever process is killed.</summary>
    public void Create(string id, JobRecord record, string[][] shards)
    {
        queue.Check(record.Queue);
        var outage = new StorageOutage(options.StorageTimeout, "No job was submitted.");
        outage.Run(() => store.AddFiles(id, record, shards));
        outage.Run(() => JobKeeper.Start(hangfire, id, record.Queue));
        outage.Run(() => store.AddRecord(id, record));
    }
}
