using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Hangfire;
using Hangfire.Storage;

namespace MlNetBatchNorm.Cluster.Storage;

/// <summary>
/// Jobs in Hangfire's storage, as hashes beside Hangfire's own. Of a job with an id:
/// <code>
/// channelstats:id            see <see cref="JobRecord"/>
/// channelstats:id:files      shard: its files, as a JSON array
/// channelstats:id:jobs       shard: the id of its Hangfire job
/// channelstats:id:results    shard and SHA-256 of its statistics: the statistics in base 64
/// channelstats:id:failures   shard: why it failed
/// </code>
/// A shard that runs twice writes its result twice into one field, or, where the results differ, into two, which nobody can miss and no lock has
/// to prevent.
/// </summary>
internal sealed class JobStore(JobStorage storage)
{
    /// <summary>How long a job is kept after its end.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    private const int ShardsPerTransaction = 100;

    /// <summary>Writes a new job's record and files.</summary>
    public void Create(string id, JobRecord record, string[][] shards)
    {
        foreach ((int Index, string[] Files)[] chunk in shards.Index().Chunk(ShardsPerTransaction))
            Write(Files(id), chunk.Select(shard => Field(shard.Index, JsonSerializer.Serialize(shard.Files))));
        Write(Key(id), record.ToFields());
    }

    /// <summary>The job's record; null if there is no such job.</summary>
    public JobRecord? Find(string id) => Read(connection => connection.GetAllEntriesFromHash(Key(id))) is { } fields ? JobRecord.FromFields(fields) : null;

    public string[] ReadFiles(string id, int shard) =>
        JsonSerializer.Deserialize<string[]>(Read(connection => connection.GetValueFromHash(Files(id), Text(shard))))!;

    public void AddHangfireJob(string id, int shard, string job) => Write(Jobs(id), [Field(shard, job)]);

    public IReadOnlyCollection<string> GetHangfireJobs(string id) => Entries(Jobs(id)).Values;

    public void AddResult(string id, int shard, ChannelStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        byte[] bytes = stream.ToArray();
        Write(Results(id), [new($"{Text(shard)}:{Convert.ToHexString(SHA256.HashData(bytes))}", Convert.ToBase64String(bytes))]);
    }

    /// <summary>How many results there are; one for each collected shard, unless a shard has several.</summary>
    public long CountResults(string id) => Read(connection => connection.GetHashCount(Results(id)));

    public ShardResults ReadResults(string id) => new(Entries(Results(id)).ToLookup(
        entry => Index(entry.Key[..entry.Key.IndexOf(':', StringComparison.Ordinal)]), entry => Convert.FromBase64String(entry.Value)));

    public static void AddFailure(IWriteOnlyTransaction transaction, string id, int shard, string failure) =>
        transaction.SetRangeInHash(Failures(id), [Field(shard, failure)]);

    public IReadOnlyDictionary<int, string> ReadFailures(string id) => Entries(Failures(id)).ToDictionary(entry => Index(entry.Key), entry => entry.Value);

    public void Cancel(string id) => Write(Key(id), [JobRecord.CanceledField]);

    /// <summary>Lets the storage forget the job after a while.</summary>
    public void Expire(string id)
    {
        using JobStorageConnection connection = Open();
        using var transaction = (JobStorageTransaction)connection.CreateWriteTransaction();
        foreach (string key in (string[])[Key(id), Files(id), Jobs(id), Results(id), Failures(id)])
            transaction.ExpireHash(key, Retention);
        transaction.Commit();
    }

    private static string Key(string id) => $"channelstats:{id}";

    private static string Files(string id) => $"{Key(id)}:files";

    private static string Jobs(string id) => $"{Key(id)}:jobs";

    private static string Results(string id) => $"{Key(id)}:results";

    private static string Failures(string id) => $"{Key(id)}:failures";

    private static KeyValuePair<string, string> Field(int shard, string value) => new(Text(shard), value);

    private static string Text(int shard) => shard.ToString(CultureInfo.InvariantCulture);

    private static int Index(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private Dictionary<string, string> Entries(string key) => Read(connection => connection.GetAllEntriesFromHash(key)) ?? [];

    private T Read<T>(Func<JobStorageConnection, T> read)
    {
        using JobStorageConnection connection = Open();
        return read(connection);
    }

    private void Write(string key, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using JobStorageConnection connection = Open();
        connection.SetRangeInHash(key, fields);
    }

    /// <summary>Every storage of Hangfire 1.5 and later has this class; counting a hash and reading one field of it is not in the interface.</summary>
    private JobStorageConnection Open() => (JobStorageConnection)storage.GetConnection();
}
