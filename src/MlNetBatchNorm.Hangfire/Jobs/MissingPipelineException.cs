namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>A worker that doesn't have a job's pipeline.</summary>
internal sealed class MissingPipelineException(string message) : InvalidOperationException(message);
