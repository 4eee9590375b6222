namespace MlNetBatchNorm;

/// <summary>The progress of a job.</summary>
/// <param name="State">The state of the job.</param>
/// <param name="Shards">The number of shards.</param>
/// <param name="ShardsCollected">The number of shards that are collected.</param>
/// <param name="ShardsFailed">The number of shards that failed, after all attempts.</param>
public readonly record struct ChannelStatisticsProgress(ChannelStatisticsJobState State, int Shards, int ShardsCollected, int ShardsFailed)
{
    /// <summary>
    /// Whether the job is running and some Hangfire server serves its queue. If none does, the job waits until one starts. A killed server still
    /// counts for up to 90 seconds.
    /// </summary>
    public bool IsServed { get; init; }
}
