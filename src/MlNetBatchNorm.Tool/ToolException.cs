namespace MlNetBatchNorm.Tool;

/// <summary>The command cannot be done, for a reason that its user can fix; the message says what is wrong and what to do.</summary>
internal sealed class ToolException(string message) : Exception(message);
