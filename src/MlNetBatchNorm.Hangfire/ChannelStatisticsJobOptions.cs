namespace MlNetBatchNorm;

/// <summary>How a job is done.</summary>
public sealed record ChannelStatisticsJobOptions
{
    /// <summary>
    /// The queue of shards that every Hangfire server serves whose process has pipelines: <c>channelstats</c>. No server of another application takes
    /// shards from it.
    /// </summary>
    public const string DefaultQueue = "channelstats";

    /// <summary>How many files make a shard, at least 1; the last may have fewer. The result doesn't depend on it. Default 4000.</summary>
    public int FilesPerShard { get; init; } = 4000;

    /// <summary>What to do with a file that cannot be read. Default: fail.</summary>
    public OnBadFile OnBadFile { get; init; } = OnBadFile.Fail;

    /// <summary>What the pipeline is told, for pipelines that take an argument; null (default) for others.</summary>
    public string? Argument { get; init; }

    /// <summary>
    /// The Hangfire queue of the shards: lowercase letters, digits, underscores and dashes. Default: <see cref="DefaultQueue"/>. Any other queue needs
    /// servers with that queue in their <c>BackgroundJobServerOptions.Queues</c>, and all of them need the pipeline.
    /// </summary>
    public string Queue { get; init; } = DefaultQueue;

    /// <summary>
    /// Receives the job's id once the job is stored and before its first shard is enqueued; null (default) for nobody. From then on the job goes on
    /// if this process ends.
    /// </summary>
    public Action<string>? Created { get; init; }
}
