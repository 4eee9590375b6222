namespace MlNetBatchNorm;

/// <summary>How far a job has come.</summary>
/// <param name="State">The state of the job.</param>
/// <param name="Shards">How many shards there are.</param>
/// <param name="ShardsCollected">How many of them are collected.</param>
/// <param name="ShardsFailed">How many failed, after all attempts.</param>
public readonly record struct ChannelStatisticsProgress(ChannelStatisticsJobState State, int Shards, int ShardsCollected, int ShardsFailed)
{
    /// <summary>
    /// Whether the job is running and a Hangfire server is there that serves its queue. If none is, the job waits until one starts. A server that was killed
    /// counts for up to 90 seconds.
    /// </summary>
    public bool IsServed { get; init; }
}
