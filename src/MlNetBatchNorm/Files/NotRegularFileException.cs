namespace MlNetBatchNorm.Files;

/// <summary>A path that a file is expected at leads to a pipe, a socket or a device.</summary>
/// <param name="path">The path.</param>
/// <param name="other">What it leads to, such as "a pipe".</param>
internal sealed class NotRegularFileException(string path, string other)
    : IOException($"'{path}' is {other}, not a regular file. Copy its content to a file first.")
{
    /// <summary>The problem, for a message that names the path itself.</summary>
    public string Problem => $"it is {other}, not a regular file";
}
