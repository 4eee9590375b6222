namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>A shard that fails however often it is tried.</summary>
internal sealed class BadShardException(string message, Exception? cause = null) : Exception(message, cause);
