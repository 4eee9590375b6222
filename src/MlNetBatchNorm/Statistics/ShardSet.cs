using System.Collections;

namespace MlNetBatchNorm.Statistics;

/// <summary>Which shards of one plan are inside statistics. Immutable.</summary>
/// <param name="plan">The plan's name.</param>
/// <param name="planned">How many shards the plan has.</param>
/// <param name="indices">Those that are inside, at least one.</param>
internal sealed class ShardSet(string plan, int planned, IndexRanges indices) : IReadOnlyList<Shard>
{
    public ShardSet(Shard shard)
        : this(shard.Plan, shard.Count, new IndexRanges([(shard.Index, shard.Index)]))
    {
    }

    public string Plan => plan;

    /// <summary>How many shards the plan has.</summary>
    public int Planned => planned;

    /// <summary>Those that are inside.</summary>
    public IndexRanges Indices => indices;

    /// <summary>Those that are not.</summary>
    public IndexRanges Missing { get; } = indices.Complement(planned);

    public int Count => indices.Count;

    public Shard this[int position] => new(plan, indices[position], planned);

    /// <summary>All shards of some sets, which are of one plan; the first that two of them share is <paramref name="twice"/>, or that is null.</summary>
    public static ShardSet Union(IReadOnlyList<ShardSet> sets, out Shard? twice)
    {
        IndexRanges union = IndexRanges.Union(sets.Select(set => set.Indices), out int? index);
        twice = index is { } shared ? new Shard(sets[0].Plan, shared, sets[0].Planned) : null;
        return new ShardSet(sets[0].Plan, sets[0].Planned, union);
    }

    public IEnumerator<Shard> GetEnumerator() => indices.Select(index => new Shard(plan, index, planned)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
