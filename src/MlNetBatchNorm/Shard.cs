using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm;

/// <summary>
/// Part <paramref name="Index"/> of <paramref name="Count"/> of a data set, by which <see cref="ChannelStatistics"/> know what has been
/// counted: a shard that is merged twice is refused, and one that is missing is named. Immutable.
/// </summary>
/// <param name="Plan">
/// What names the data set and the way it is split, the same for all of its shards; not empty. A name and a hash of the list of files
/// tell two plans apart that share a name.
/// </param>
/// <param name="Index">Which part it is, from 0 to <paramref name="Count"/> - 1.</param>
/// <param name="Count">How many parts there are, at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A value is not as described.</exception>
public sealed record Shard(string Plan, int Index, int Count)
{
    /// <summary>What names the data set and the way it is split.</summary>
    public string Plan { get; init; } = ShardValidation.CheckPlan(Plan);

    /// <summary>Which part it is, from 0.</summary>
    public int Index { get; init; } = ShardValidation.CheckIndex(Index, Count);

    /// <summary>How many parts there are.</summary>
    public int Count { get; init; } = ShardValidation.CheckCount(Count);

    /// <summary>For people: "shard 3 of 64 of 'photos'".</summary>
    public override string ToString() => $"shard {Index} of {Count} of '{Plan}'";
}
