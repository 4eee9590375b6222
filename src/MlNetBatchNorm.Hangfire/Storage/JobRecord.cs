using System.Globalization;

namespace MlNetBatchNorm.Cluster.Storage;

/// <summary>What is known of a job from its beginning, and what became of it.</summary>
/// <param name="Pipeline">The name of the pipeline.</param>
/// <param name="Argument">What the pipeline is told; may be null.</param>
/// <param name="OnBadFile">What to do with a file that cannot be read.</param>
/// <param name="Shards">How many shards there are.</param>
/// <param name="FilesPerShard">How many files each has; the last may have fewer.</param>
/// <param name="Queue">The queue of their Hangfire jobs.</param>
internal sealed record JobRecord(string Pipeline, string? Argument, OnBadFile OnBadFile, int Shards, int FilesPerShard, string Queue)
{
    /// <summary>Whether every shard has a Hangfire job.</summary>
    public bool IsEnqueued { get; private init; }

    public bool IsCanceled { get; private init; }

    /// <summary>The field that says <see cref="IsEnqueued"/>.</summary>
    public static KeyValuePair<string, string> EnqueuedField => new(nameof(IsEnqueued), bool.TrueString);

    /// <summary>The field that says <see cref="IsCanceled"/>.</summary>
    public static KeyValuePair<string, string> CanceledField => new(nameof(IsCanceled), bool.TrueString);

    /// <summary>A new job as fields of a hash.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields()
    {
        yield return new(nameof(Pipeline), StoredText.Encode(Pipeline));
        if (Argument is not null)
            yield return new(nameof(Argument), StoredText.Encode(Argument));
        yield return new(nameof(OnBadFile), OnBadFile.ToString());
        yield return new(nameof(Shards), Shards.ToString(CultureInfo.InvariantCulture));
        yield return new(nameof(FilesPerShard), FilesPerShard.ToString(CultureInfo.InvariantCulture));
        yield return new(nameof(Queue), Queue);
    }

    public static JobRecord FromFields(Dictionary<string, string> fields) => new(
        StoredText.Decode(fields[nameof(Pipeline)]),
        fields.GetValueOrDefault(nameof(Argument)) is { } argument ? StoredText.Decode(argument) : null,
        Enum.Parse<OnBadFile>(fields[nameof(OnBadFile)]),
        int.Parse(fields[nameof(Shards)], CultureInfo.InvariantCulture),
        int.Parse(fields[nameof(FilesPerShard)], CultureInfo.InvariantCulture),
        fields[nameof(Queue)])
    {
        IsEnqueued = fields.ContainsKey(nameof(IsEnqueued)),
        IsCanceled = fields.ContainsKey(nameof(IsCanceled)),
    };
}
