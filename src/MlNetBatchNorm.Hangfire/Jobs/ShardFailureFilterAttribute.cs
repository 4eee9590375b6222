using System.Globalization;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using MlNetBatchNorm.Cluster.Storage;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>Writes down why a shard failed, in the transaction in which Hangfire gives it up.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ShardFailureFilterAttribute : JobFilterAttribute, IApplyStateFilter
{
    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        IReadOnlyList<object> arguments = context.BackgroundJob.Job.Args;
        var (job, shard, count) = ((string)arguments[0], (int)arguments[1], (int)arguments[2]);
        string name = string.Create(CultureInfo.InvariantCulture, $"Shard {shard} of {count}");
        string? failure = context.NewState switch
        {
            FailedState { Exception: ShardException or BadShardException } failed => failed.Exception.Message,
            FailedState failed => $"{name}: {failed.Exception.GetType().Name}: {failed.Exception.Message}",
            DeletedState => $"{name} was deleted from the queue.",
            _ => null,
        };
        if (failure is not null)
            JobStore.AddFailure(transaction, job, shard, failure);
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        // A failure that is overtaken by a result doesn't count: see JobStatus.
    }
}
