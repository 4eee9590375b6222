using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Arguments;

/// <summary>Checks shards where they are made, and, because a copy may change a value, where they are used.</summary>
internal static class ShardValidation
{
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is not as it must be.</exception>
    public static void Check(string plan, int index, int count)
    {
        CheckPlan(plan);
        CheckCount(count);
        CheckIndex(index, count);
    }

    public static string CheckPlan(string plan) => !string.IsNullOrWhiteSpace(plan)
        ? plan
        : throw Errors.Parameter("Plan", $"Plan must name a data set, but is {(plan is null ? "null" : $"'{plan}'")}.");

    public static int CheckCount(int count) => count >= 1
        ? count
        : throw Errors.Parameter("Count", FormattableString.Invariant($"Count must be 1 or more, but is {count}."));

    public static int CheckIndex(int index, int count) => index >= 0 && (index < count || count < 1)
        ? index
        : throw Errors.Parameter("Index",
            FormattableString.Invariant($"Index must be from 0 to Count - 1 = {count - 1}, because shards are counted from 0, but is {index}."));
}
