namespace MlNetBatchNorm;

/// <summary>The options of a job.</summary>
public sealed record ChannelStatisticsJobOptions
{
    /// <summary>
    /// The default queue of shards, <c>channelstats</c>. It is served by every Hangfire server whose process has pipelines, and by no server of another
    /// application.
    /// </summary>
    public const string DefaultQueue = "channelstats";

    /// <summary>The number of files per shard, at least 1; the last shard may have fewer. The result doesn't depend on it. Default 4000.</summary>
    public int FilesPerShard { get; init; } = 4000;

    /// <summary>What to do with a file that cannot be read. Default: fail.</summary>
    public OnBadFile OnBadFile { get; init; } = OnBadFile.Fail;

    /// <summary>The argument, for pipelines that take one; null (default) for others.</summary>
    public string? Argument { get; init; }

    /// <summary>
    /// The Hangfire queue of the shards: lowercase letters, digits, underscores and dashes. Default: <see cref="DefaultQueue"/>. Any other queue needs
    /// servers with that queue in their <c>BackgroundJobServerOptions.Queues</c>, and all of them need the pipeline.
    /// </summary>
    public string Queue { get; init; } = DefaultQueue;

    /// <summary>
    /// Receives the job's id once the job is stored and before its first shard is enqueued; null (default) for no call. From then on the job continues
    /// if this process ends.
    /// </summary>
    public Action<string>? Created { get; init; }
}
