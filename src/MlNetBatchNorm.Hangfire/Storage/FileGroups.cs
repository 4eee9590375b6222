using System.Globalization;
using System.Text.Json;

namespace MlNetBatchNorm.Cluster.Storage;

/// <summary>
/// The files of shards as fields of a hash, each a group of shards that follow each other: storages write a field in one round trip, and a worker reads
/// the group of its shard.
/// </summary>
internal static class FileGroups
{
    /// <summary>About how many files a group has, unless a shard alone has more: so many paths are read in no time.</summary>
    private const int FilesPerGroup = 1000;

    public static IEnumerable<KeyValuePair<string, string>> ToFields(JobRecord record, IReadOnlyList<string[]> shards) => shards
        .Chunk(ShardsPerGroup(record))
        .Select((group, i) => new KeyValuePair<string, string>(
            Text(i), JsonSerializer.Serialize(group.Select(files => files.Select(StoredText.Encode)))));

    /// <param name="record">The job's record.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="read">Reads a field.</param>
    public static string[] Find(JobRecord record, int shard, Func<string, string> read)
    {
        (int group, int index) = Math.DivRem(shard, ShardsPerGroup(record));
        return [.. JsonSerializer.Deserialize<string[][]>(read(Text(group)))![index].Select(StoredText.Decode)];
    }

    private static int ShardsPerGroup(JobRecord record) => Math.Max(1, FilesPerGroup / record.FilesPerShard);

    private static string Text(int group) => group.ToString(CultureInfo.InvariantCulture);
}
