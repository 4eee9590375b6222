namespace MlNetBatchNorm.Tool;

/// <summary>The command cannot be done, for a reason that its user can fix; the message says what is wrong and what to do.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="exitCode">How the process ends.</param>
internal sealed class ToolException(string message, int exitCode = ExitCodes.Failure) : Exception(message)
{
    public int ExitCode => exitCode;
}
