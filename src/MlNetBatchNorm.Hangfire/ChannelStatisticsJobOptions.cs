namespace MlNetBatchNorm;

/// <summary>How a job is done.</summary>
public sealed record ChannelStatisticsJobOptions
{
    /// <summary>How many files make a shard, at least 1; the last may have fewer. The result doesn't depend on it. Default 4000.</summary>
    public int FilesPerShard { get; init; } = 4000;

    /// <summary>What to do with a file that cannot be read. Default: fail.</summary>
    public OnBadFile OnBadFile { get; init; } = OnBadFile.Fail;

    /// <summary>What the pipeline is told, for pipelines that take an argument; null (default) for others.</summary>
    public string? Argument { get; init; }
}
