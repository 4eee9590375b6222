using Hangfire;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>The Hangfire servers that serve a queue.</summary>
internal sealed class QueueServers(JobStorage storage)
{
    /// <summary>By default, servers give a sign of life twice a minute, and stay listed when they were killed.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);

    /// <summary>Whether there is one that is alive.</summary>
    public bool Serve(string queue) => storage.GetMonitoringApi().Servers()
        .Any(server => server.Queues.Contains(queue) && server.Heartbeat > DateTime.UtcNow - LongestSilence);
}
