namespace MlNetBatchNorm;

/// <summary>How far a job has come.</summary>
/// <param name="State">How the job stands.</param>
/// <param name="Shards">How many shards there are.</param>
/// <param name="ShardsCollected">How many of them are collected.</param>
/// <param name="ShardsFailed">How many failed, after all attempts.</param>
public readonly record struct ChannelStatisticsProgress(ChannelStatisticsJobState State, int Shards, int ShardsCollected, int ShardsFailed);
