namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>A shard that failed, and may not when it is tried again.</summary>
internal sealed class ShardException(string message, Exception? cause) : Exception(message, cause);
