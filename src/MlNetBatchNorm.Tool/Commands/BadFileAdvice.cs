namespace MlNetBatchNorm.Tool.Commands;

/// <summary>Names the tool's option where an error of a shard, on this machine or on a worker, names the one in code.</summary>
internal static class BadFileAdvice
{
    public static string InOptions(string message) => message.Replace("set OnBadFile to Skip", "use --on-bad-file skip", StringComparison.Ordinal);
}
