using System.Diagnostics.CodeAnalysis;
using Microsoft.ML;

namespace MlNetBatchNorm;

/// <summary>
/// A worker's pipelines, by name. Jobs name a pipeline; neither code nor models travel through the storage. A process that only submits jobs needs
/// none. Configured before the services are built.
/// </summary>
public sealed record ChannelStatisticsOptions
{
    private readonly Dictionary<string, Func<MLContext, string?, ShardPipeline>> _pipelines;

    private TimeSpan _storageTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Creates options without pipelines.</summary>
    public ChannelStatisticsOptions() => _pipelines = new(StringComparer.Ordinal);

    /// <summary>A copy has pipelines of its own.</summary>
    private ChannelStatisticsOptions(ChannelStatisticsOptions original)
    {
        _pipelines = new(original._pipelines, StringComparer.Ordinal);
        _storageTimeout = original._storageTimeout;
    }

    /// <summary>
    /// How long a client waits for an unavailable storage, such as a database that restarts, before it throws a <see cref="TimeoutException"/>; more than 0.
    /// Default: one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not more than 0.</exception>
    public TimeSpan StorageTimeout
    {
        get => _storageTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _storageTimeout = value;
        }
    }

    /// <summary>The names of the pipelines, in ascending order.</summary>
    internal IEnumerable<string> PipelineNames => _pipelines.Keys.Order(StringComparer.Ordinal);

    /// <summary>Adds a pipeline.</summary>
    /// <param name="name">The name that jobs use; not empty. It must mean the same pipeline on all workers.</param>
    /// <param name="create">Creates the pipeline, once per shard, from a new context.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or another pipeline has it.</exception>
    public ChannelStatisticsOptions AddPipeline(string name, Func<MLContext, ShardPipeline> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return AddPipeline(name, (mlContext, argument) => argument is null
            ? create(mlContext)
            : throw new ArgumentException($"Pipeline '{name}' takes no argument, but was given '{argument}'."));
    }

    /// <summary>Adds a pipeline that takes an argument from the job, such as the size that images are resized to.</summary>
    /// <param name="name">The name that jobs use; not empty. It must mean the same pipeline on all workers.</param>
    /// <param name="create">Creates the pipeline, once per shard, from a new context and the job's argument, which may be null.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or another pipeline has it.</exception>
    public ChannelStatisticsOptions AddPipeline(string name, Func<MLContext, string?, ShardPipeline> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        if (!_pipelines.TryAdd(name, create))
            throw new ArgumentException($"There is a pipeline '{name}' already. Give each its own name.", nameof(name));
        return this;
    }

    internal bool TryGetPipeline(string name, [NotNullWhen(true)] out Func<MLContext, string?, ShardPipeline>? create) =>
        _pipelines.TryGetValue(name, out create);
}
