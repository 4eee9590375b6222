namespace MlNetBatchNorm.Cluster.Storage;

/// <summary>The statistics of the shards that were collected.</summary>
/// <param name="statistics">Each shard's, as often as it has different ones.</param>
internal sealed class ShardResults(ILookup<int, byte[]> statistics)
{
    /// <summary>How many shards were collected.</summary>
    public int Count => statistics.Count;

    /// <summary>The first shard that has two different results; null if there is none.</summary>
    public int? Ambiguous => statistics.Where(shard => shard.Skip(1).Any()).Select(shard => (int?)shard.Key).Min();

    public bool Contains(int shard) => statistics.Contains(shard);

    public ChannelStatistics Merge() => ChannelStatistics.Merge(statistics.Select(shard => ChannelStatistics.Load(new MemoryStream(shard.Single()))));
}
