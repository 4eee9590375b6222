using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>A worker's log, whose messages name files and what is wrong with them.</summary>
internal sealed class VisibleFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "visible";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.WriteLine(VisibleText.Of($"{logEntry.LogLevel}: {logEntry.Category}: {logEntry.Formatter(logEntry.State, logEntry.Exception)}"));
        foreach (string line in VisibleText.Lines($"{logEntry.Exception}"))
            textWriter.WriteLine(line);
    }
}
