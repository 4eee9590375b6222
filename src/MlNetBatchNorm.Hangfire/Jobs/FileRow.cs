namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>A row of the view that the steps of a pipeline begin with.</summary>
internal sealed class FileRow
{
    /// <summary>Has the name of <see cref="ShardPipeline.PathColumn"/>.</summary>
    public string Path { get; set; } = "";
}
