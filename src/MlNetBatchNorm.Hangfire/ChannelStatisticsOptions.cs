using System.Diagnostics.CodeAnalysis;
using Microsoft.ML;

namespace MlNetBatchNorm;

/// <summary>
/// The pipelines that a worker has, by name. Jobs name a pipeline; no code and no model travels through storage. A process that only submits jobs needs
/// none. Set up before the services are built.
/// </summary>
public sealed record ChannelStatisticsOptions
{
    private readonly Dictionary<string, Func<MLContext, string?, ShardPipeline>> _pipelines;

    private TimeSpan _storageTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Options without a pipeline.</summary>
    public ChannelStatisticsOptions() => _pipelines = new(StringComparer.Ordinal);

    /// <summary>A copy has pipelines of its own.</summary>
    private ChannelStatisticsOptions(ChannelStatisticsOptions original)
    {
        _pipelines = new(original._pipelines, StringComparer.Ordinal);
        _storageTimeout = original._storageTimeout;
    }

    /// <summary>
    /// How long a client waits for a storage that is away, such as a database that restarts, before it throws a <see cref="TimeoutException"/>; more than 0.
    /// Default: one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not more than 0.</exception>
    public TimeSpan StorageTimeout
    {
        get => _storageTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _storageTimeout = value;
        }
    }

    /// <summary>The names of the pipelines, ascending.</summary>
    internal IEnumerable<string> PipelineNames => _pipelines.Keys.Order(StringComparer.Ordinal);

    /// <summary>Adds a pipeline.</summary>
    /// <param name="name">The name that jobs give; not empty. All workers must mean the same by it.</param>
    /// <param name="create">Makes the pipeline, once per shard, with a context of its own.</param>
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

    /// <summary>Adds a pipeline that jobs give an argument, such as the size that images are resized to.</summary>
    /// <param name="name">The name that jobs give; not empty. All workers must mean the same by it.</param>
    /// <param name="create">Makes the pipeline, once per shard, from a context of its own and the job's argument, which may be null.</param>
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
