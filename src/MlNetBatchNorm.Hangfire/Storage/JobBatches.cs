using System.Globalization;
using System.Text.Json;

namespace MlNetBatchNorm.Cluster.Storage;

/// <summary>The ids of the shards' Hangfire jobs as fields of a hash, each a batch of shards that follow each other and were enqueued at once.</summary>
internal static class JobBatches
{
    private const int ShardsPerBatch = 100;

    public static int Count(JobRecord record) => (record.Shards + ShardsPerBatch - 1) / ShardsPerBatch;

    /// <summary>The shards of a batch.</summary>
    public static IEnumerable<int> Shards(JobRecord record, int batch) =>
        Enumerable.Range(batch * ShardsPerBatch, Math.Min(ShardsPerBatch, record.Shards - (batch * ShardsPerBatch)));

    public static string ToText(IEnumerable<string> jobs) => JsonSerializer.Serialize(jobs);

    public static IReadOnlyDictionary<int, string> FromFields(Dictionary<string, string> fields) => fields
        .SelectMany(field => JsonSerializer.Deserialize<string[]>(field.Value)!.Select(
            (job, i) => (Shard: (int.Parse(field.Key, CultureInfo.InvariantCulture) * ShardsPerBatch) + i, Job: job)))
        .ToDictionary(entry => entry.Shard, entry => entry.Job);
}
