namespace MlNetBatchNorm.Tool.Tests;

/// <summary>How the tool ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>Without the progress, whose lines depend on the time that the work takes.</summary>
    public IEnumerable<string> Messages => Error.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("Images: ", StringComparison.Ordinal) && !line.StartsWith("Shards: ", StringComparison.Ordinal));
}
