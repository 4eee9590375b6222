using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm;

/// <summary>
/// Part <paramref name="Index"/> of <paramref name="Count"/> of a data set. <see cref="ChannelStatistics"/> keep the shards they were collected
/// from: merging one twice is refused, and missing ones are listed. Immutable.
/// </summary>
/// <param name="Plan">
/// A name for the data set and its division, the same for all of its shards; not empty. Add a hash of the list of files to tell plans with the
/// same name apart.
/// </param>
/// <param name="Index">The index of the part, from 0 to <paramref name="Count"/> - 1.</param>
/// <param name="Count">The number of parts, at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A value is empty or out of range.</exception>
public sealed record Shard(string Plan, int Index, int Count)
{
    /// <summary>The name of the data set and its division.</summary>
    public string Plan { get; init; } = ShardValidation.CheckPlan(Plan);

    /// <summary>The index of the part, from 0.</summary>
    public int Index { get; init; } = ShardValidation.CheckIndex(Index, Count);

    /// <summary>The number of parts.</summary>
    public int Count { get; init; } = ShardValidation.CheckCount(Count);

    /// <summary>A description, such as "shard 3 of 64 of 'photos'".</summary>
    public override string ToString() => $"shard {Index} of {Count} of '{Plan}'";
}
