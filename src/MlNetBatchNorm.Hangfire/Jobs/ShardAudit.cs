using System.Globalization;
using System.Text.RegularExpressions;
using Hangfire.States;
using Hangfire.Storage;
using MlNetBatchNorm.Cluster.Storage;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>
/// Finds shards that ended without a word of ours, where our filter doesn't run: the server of another application took them, which lacks this assembly, or
/// the storage refused what a state says.
/// </summary>
/// <param name="store">The storage.</param>
/// <param name="atOnce">At how many jobs it looks at a time.</param>
/// <remarks>Safe for use by several threads.</remarks>
internal sealed partial class ShardAudit(JobStore store, int atOnce = ShardAudit.DefaultAtOnce)
{
    private const int DefaultAtOnce = 20;

    private readonly Lock _lock = new();
    private readonly HashSet<int> _ended = [];

    /// <summary>Looks at some shards, and writes down the failures of those that ended without.</summary>
    public void Look(string id, JobRecord record)
    {
        lock (_lock)
        {
            IReadOnlyDictionary<int, string> jobs = store.ReadHangfireJobs(id);
            int[] open = [.. jobs.Keys.Except(_ended)];
            Random.Shared.Shuffle(open);
            foreach (int shard in open.Take(atOnce))
                Look(id, record, shard, jobs[shard]);
            if (record.IsEnqueued && _ended.Count == record.Shards)
                FindLost(id, record);
        }
    }

    private void Look(string id, JobRecord record, int shard, string job)
    {
        StateData? state = store.ReadState(job);
        bool isGivenUp = state?.Name == FailedState.StateName || state?.Name == DeletedState.StateName || IsRetryOfAStranger(state);
        // Hangfire forgets jobs that succeeded, after a day.
        if (isGivenUp || state is null || state.Name == SucceededState.StateName)
            _ended.Add(shard);
        if (isGivenUp && !store.ReadFailures(id).ContainsKey(shard))
            store.AddFailure(id, shard, Describe(state!, record, shard));
    }

    /// <summary>A server that cannot load a job tries it again as often as it tries its own, by default ten times, which takes hours.</summary>
    private static bool IsRetryOfAStranger(StateData? state) =>
        state?.Name == ScheduledState.StateName && Retry().Match(state.Reason ?? "") is { Success: true } match &&
        match.Groups["attempts"].Value != ShardRunner.Attempts.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where all jobs have ended, each shard has a result or a failure, or gets one here.</summary>
    private void FindLost(string id, JobRecord record)
    {
        ShardResults results = store.ReadResults(id);
        IReadOnlyDictionary<int, string> failures = store.ReadFailures(id);
        foreach (int shard in Enumerable.Range(0, record.Shards).Where(shard => !results.Contains(shard) && !failures.ContainsKey(shard)))
            store.AddFailure(id, shard, FormattableString.Invariant($"Shard {shard} of {record.Shards} has no result, and Hangfire's job for it has ended or is gone."));
    }

    private static string Describe(StateData state, JobRecord record, int shard)
    {
        string name = FormattableString.Invariant($"Shard {shard} of {record.Shards}");
        IDictionary<string, string> data = state.Data;
        data.TryGetValue("ExceptionMessage", out string? error);
        return $"{name} was given up by Hangfire (state {state.Name}): {state.Reason} {error} If the server of another application, which lacks " +
            $"MlNetBatchNorm.Hangfire, serves the queue '{record.Queue}', submit the job again with a Queue of its own.";
    }

    [GeneratedRegex("^Retry attempt [0-9]+ of (?<attempts>[0-9]+)")]
    private static partial Regex Retry();
}
