using System.Reflection;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>What a user is told of an exception, whatever it is: never a stack trace, unless it is asked for.</summary>
internal static class Failure
{
    /// <param name="exception">What ended a command.</param>
    /// <param name="verbose">Whether the stack trace is asked for.</param>
    /// <param name="canceled">Whether the process was told to end.</param>
    /// <returns>The exit code.</returns>
    public static int Report(Exception exception, bool verbose, bool canceled)
    {
        if (exception is OperationCanceledException && canceled)
        {
            Terminal.WriteError("Canceled; nothing was written.");
            return ExitCodes.Canceled;
        }

        Terminal.WriteError(BadFileAdvice.InOptions(Describe(exception)));
        if (verbose)
            Terminal.WriteNote(exception.ToString());
        return exception is ToolException { ExitCode: var exitCode } ? exitCode : ExitCodes.Failure;
    }

    private static string Describe(Exception exception) => Cause(exception) switch
    {
        (ToolException or IOException or UnauthorizedAccessException or InvalidOperationException) and var known => known.Message,
        OutOfMemoryException => "There is not enough memory. Choose a smaller --resize, or run fewer programs beside this one.",
        DllNotFoundException missing => $"A part of the program cannot be loaded: {missing.Message} Install the tool again, for this operating system.",
        var cause => $"{cause.GetType().Name}: {cause.Message} This is probably a fault of the tool. --verbose shows where, for a report.",
    };

    /// <summary>The exception inside those that only pass it on.</summary>
    private static Exception Cause(Exception exception) =>
        exception is AggregateException or TargetInvocationException or TypeInitializationException && exception.InnerException is { } inner
            ? Cause(inner)
            : exception;
}
