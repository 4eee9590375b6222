using System.Globalization;
using System.Security.Cryptography;
using Hangfire;
using Hangfire.Storage;

namespace MlNetBatchNorm.Cluster.Storage;

/// <summary>
/// Jobs in Hangfire's storage, as hashes beside Hangfire's own. Of a job with an id:
/// <code>
/// channelstats:id            see <see cref="JobRecord"/>
/// channelstats:id:files      group of shards: their files, see <see cref="FileGroups"/>
/// channelstats:id:jobs       batch of shards: the ids of their Hangfire jobs, see <see cref="JobBatches"/>
/// channelstats:id:results    shard and SHA-256 of its statistics: the statistics in base 64
/// channelstats:id:failures   shard: why it failed
/// </code>
/// A shard that runs twice writes its result twice into one field, or, where the results differ, into two, which nobody can miss and no lock has
/// to prevent. The record is written last, so a job whose record is there is whole. All expires, unless a <see cref="Retention"/> does not pass without
/// <see cref="Expire"/>.
/// </summary>
internal sealed class JobStore(JobStorage storage)
{
    /// <summary>How long a job is kept after its end, or after the last sign of life.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    private const int FieldsPerTransaction = 100;

    public void AddFiles(string id, JobRecord record, IReadOnlyList<string[]> shards)
    {
        foreach (KeyValuePair<string, string>[] fields in FileGroups.ToFields(record, shards).Chunk(FieldsPerTransaction))
            Add(Files(id), fields);
    }

    /// <summary>Writes a new job's record. From here on, there is the job.</summary>
    public void AddRecord(string id, JobRecord record) => Add(Key(id), record.ToFields());

    /// <summary>The job's record; null if there is no such job.</summary>
    public JobRecord? Find(string id) => Read(connection => connection.GetAllEntriesFromHash(Key(id))) is { } fields ? JobRecord.FromFields(fields) : null;

    public string[] ReadFiles(string id, JobRecord record, int shard) =>
        FileGroups.Find(record, shard, group => Read(connection => connection.GetValueFromHash(Files(id), group)));

    /// <summary>The ids of the shards' Hangfire jobs, by shard; not of those that have none yet.</summary>
    public IReadOnlyDictionary<int, string> ReadHangfireJobs(string id) => JobBatches.FromFields(Entries(Jobs(id)));

    /// <summary>The state of a Hangfire job; null if there is no such job.</summary>
    public StateData? ReadState(string hangfireJob) => Read(connection => connection.GetStateData(hangfireJob));

    public static bool HasBatch(JobStorageConnection connection, string id, int batch) => connection.GetValueFromHash(Jobs(id), Text(batch)) is not null;

    /// <summary>Writes down the Hangfire jobs of a batch, in the transaction in which they are enqueued.</summary>
    public static void AddBatch(JobStorageTransaction transaction, string id, int batch, IEnumerable<string> jobs)
    {
        transaction.SetRangeInHash(Jobs(id), [Field(batch, JobBatches.ToText(jobs))]);
        transaction.ExpireHash(Jobs(id), Retention);
    }

    public void SetEnqueued(string id) => Set(Key(id), JobRecord.EnqueuedField);

    public void SetCanceled(string id) => Set(Key(id), JobRecord.CanceledField);

    public void AddResult(string id, int shard, ChannelStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        byte[] bytes = stream.ToArray();
        Set(Results(id), new($"{Text(shard)}:{Convert.ToHexString(SHA256.HashData(bytes))}", Convert.ToBase64String(bytes)));
    }

    /// <summary>How many results there are; one for each collected shard, unless a shard has several.</summary>
    public long CountResults(string id) => Read(connection => connection.GetHashCount(Results(id)));

    public ShardResults ReadResults(string id) => new(Entries(Results(id)).ToLookup(
        entry => Index(entry.Key[..entry.Key.IndexOf(':', StringComparison.Ordinal)]), entry => Convert.FromBase64String(entry.Value)));

    public void AddFailure(string id, int shard, string failure) => Set(Failures(id), Field(shard, StoredText.Escape(failure)));

    public static void AddFailure(IWriteOnlyTransaction transaction, string id, int shard, string failure) =>
        transaction.SetRangeInHash(Failures(id), [Field(shard, StoredText.Escape(failure))]);

    public IReadOnlyDictionary<int, string> ReadFailures(string id) => Entries(Failures(id)).ToDictionary(entry => Index(entry.Key), entry => entry.Value);

    /// <summary>Lets the storage forget all of the job after <see cref="Retention"/>, counted from now. Fields that are added later have no such end.</summary>
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

    private static KeyValuePair<string, string> Field(int index, string value) => new(Text(index), value);

    private static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static int Index(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private Dictionary<string, string> Entries(string key) => Read(connection => connection.GetAllEntriesFromHash(key)) ?? [];

    private T Read<T>(Func<JobStorageConnection, T> read)
    {
        using JobStorageConnection connection = Open();
        return read(connection);
    }

    /// <summary>Adds fields that expire.</summary>
    private void Add(string key, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using JobStorageConnection connection = Open();
        using var transaction = (JobStorageTransaction)connection.CreateWriteTransaction();
        transaction.SetRangeInHash(key, fields);
        transaction.ExpireHash(key, Retention);
        transaction.Commit();
    }

    /// <summary>Sets a field that several processes may set at once. It has an end only where somebody comes and gives it one, see <see cref="Expire"/>.</summary>
    private void Set(string key, KeyValuePair<string, string> field)
    {
        using JobStorageConnection connection = Open();
        connection.SetRangeInHash(key, [field]);
    }

    /// <summary>Every storage of Hangfire 1.5 and later has this class; counting a hash and reading one field of it is not in the interface.</summary>
    private JobStorageConnection Open() => (JobStorageConnection)storage.GetConnection();
}
