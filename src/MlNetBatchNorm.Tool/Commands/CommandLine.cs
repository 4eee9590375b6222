using System.CommandLine;
using System.CommandLine.Invocation;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>How the tool's commands run and end.</summary>
internal static class CommandLine
{
    /// <summary>Without a timeout, Ctrl-C would end the process at once instead of canceling the token.</summary>
    private static readonly InvocationConfiguration Configuration = new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };

    /// <summary>Runs the command that the arguments name.</summary>
    public static async Task<int> Invoke(RootCommand command, string[] arguments)
    {
        ParseResult result = command.Parse(arguments);
        if (result.Action is ParseErrorAction error)
            error.ShowHelp = false;
        int exitCode = await result.InvokeAsync(Configuration);
        return result.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
    }

    /// <summary>Lets a command do its work, off the thread that listens to Ctrl-C.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Gives the exit code.</param>
    public static void SetWork(this Command command, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction((arguments, cancellationToken) =>
            Task.Run(() => Run(() => work(arguments, cancellationToken), cancellationToken), CancellationToken.None));

    private static async Task<int> Run(Func<Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Terminal.WriteError("Canceled; nothing was written.");
            return ExitCodes.Canceled;
        }
        catch (Exception exception) when (exception is ToolException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            Terminal.WriteError(BadFileAdvice.InOptions(exception.Message));
            return ExitCodes.Failure;
        }
    }
}
