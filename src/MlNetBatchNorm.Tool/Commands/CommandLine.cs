using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>How the tool's commands run and end.</summary>
internal static class CommandLine
{
    /// <summary>So long may a command take to end once it is canceled.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "If something fails, shows where in the program, for a report.",
        Recursive = true,
    };

    /// <summary>Signals and exceptions are handled here, for all commands alike.</summary>
    private static readonly InvocationConfiguration Configuration = new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };

    /// <summary>Runs the command that the arguments name.</summary>
    public static async Task<int> Invoke(RootCommand command, string[] arguments)
    {
        command.Options.Add(Verbose);
        using var canceled = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = CancelOn(PosixSignal.SIGINT, canceled);
        using PosixSignalRegistration terminate = CancelOn(PosixSignal.SIGTERM, canceled);
        using PosixSignalRegistration hangUp = CancelOn(PosixSignal.SIGHUP, canceled);
        try
        {
            Task<int> run = Run(command.Parse(arguments), canceled.Token);
            return await Task.WhenAny(run, EndOfGrace(canceled.Token)) == run ? await run : ExitCodes.Canceled;
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, arguments.Contains(Verbose.Name), canceled.IsCancellationRequested);
        }
    }

    /// <summary>Lets a command do its work.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Gives the exit code.</param>
    public static void SetWork(this Command command, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction((arguments, cancellationToken) => Task.Run(() => work(arguments, cancellationToken), CancellationToken.None));

    private static async Task<int> Run(ParseResult result, CancellationToken cancellationToken)
    {
        if (result.Action is ParseErrorAction error)
            error.ShowHelp = false;
        int exitCode = await result.InvokeAsync(Configuration, cancellationToken);
        return result.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
    }

    /// <summary>The second signal ends the process at once. One that nohup has the process ignore stays ignored.</summary>
    private static PosixSignalRegistration CancelOn(PosixSignal signal, CancellationTokenSource canceled) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = !canceled.IsCancellationRequested;
        canceled.Cancel();
    });

    private static async Task EndOfGrace(CancellationToken canceled)
    {
        var waiting = new TaskCompletionSource();
        await using (canceled.Register(waiting.SetResult))
            await waiting.Task;
        await Task.Delay(Grace, CancellationToken.None);
    }
}
