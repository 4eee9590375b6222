using MlNetBatchNorm.Cluster.Storage;
using State = MlNetBatchNorm.ChannelStatisticsJobState;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>What the storage knows about a job at one time.</summary>
internal sealed class JobStatus
{
    private const int MostNamed = 10;

    private readonly string _id;
    private readonly IReadOnlyDictionary<int, string> _failures;
    private readonly ShardResults? _results;

    private JobStatus(string id, JobRecord record, long collected, IReadOnlyDictionary<int, string> failures, ShardResults? results, QueueServers servers)
    {
        _id = id;
        _failures = failures;
        _results = results;
        Record = record;
        State state = StateOf(record);
        Progress = new ChannelStatisticsProgress(state, record.Shards, (int)Math.Min(results?.Count ?? collected, record.Shards), failures.Count)
        {
            IsServed = state == State.Running && servers.Serve(record.Queue),
        };
    }

    public JobRecord Record { get; }

    public ChannelStatisticsProgress Progress { get; }

    /// <summary>Results are many: they are counted, and read only once they may be all.</summary>
    /// <returns>Null if there is no such job.</returns>
    public static JobStatus? Read(JobStore store, QueueServers servers, string id, ShardAudit audit)
    {
        if (store.Find(id) is not { } record)
            return null;
        long collected = store.CountResults(id);
        IReadOnlyDictionary<int, string> failures = store.ReadFailures(id);
        if (collected + failures.Count < record.Shards && !record.IsCanceled)
        {
            audit.Look(id, record);
            failures = store.ReadFailures(id);
        }

        if (collected + failures.Count < record.Shards)
            return new JobStatus(id, record, collected, failures, results: null, servers);
        // A shard that failed may have been requeued by hand and collected since.
        ShardResults results = store.ReadResults(id);
        return new JobStatus(id, record, collected, failures.Where(failure => !results.Contains(failure.Key)).ToDictionary(), results, servers);
    }

    /// <summary>The merged statistics of a job that has ended.</summary>
    public ChannelStatistics GetResult() => Progress.State switch
    {
        State.Succeeded => _results!.Merge(),
        State.Canceled => throw new OperationCanceledException($"Job '{_id}' was canceled."),
        _ => throw new ChannelStatisticsJobException($"Job '{_id}' failed: {Problem()}"),
    };

    private State StateOf(JobRecord record)
    {
        if (record.IsCanceled)
            return State.Canceled;
        if (_results is null)
            return State.Running;
        if (_results.Ambiguous is not null)
            return State.Failed;
        if (_results.Count + _failures.Count < record.Shards)
            return State.Running;
        return _failures.Count == 0 ? State.Succeeded : State.Failed;
    }

    private string Problem()
    {
        if (_results!.Ambiguous is { } shard)
            return $"shard {shard} of {Progress.Shards} ran twice and gave two different results, so the pipeline isn't deterministic. Remove what is " +
                "random or depends on the machine from its steps, and check that all workers have the same pipeline and files.";
        string rest = _failures.Count > MostNamed ? $"\n... and {_failures.Count - MostNamed} more." : "";
        return $"{_failures.Count} of {Progress.Shards} shards could not be collected.\n" +
            string.Join('\n', _failures.OrderBy(failure => failure.Key).Take(MostNamed).Select(failure => failure.Value)) + rest;
    }
}
