using System.CommandLine;
using Spectre.Console;

namespace Samples;

/// <summary>What the samples' command lines have in common: how they end, and where they write to.</summary>
internal static class CommandLine
{
    /// <summary>For the description of a command.</summary>
    public const string ExitCodes = "The exit code is 0 if it succeeds, 1 if it fails, 130 if it is canceled by Ctrl-C.";

    /// <summary>Without a timeout, Ctrl-C would end the process at once instead of canceling the token.</summary>
    private static readonly InvocationConfiguration Configuration = new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(5) };

    /// <summary>Runs the command that the arguments name.</summary>
    public static Task<int> Invoke(RootCommand command, string[] arguments) => command.Parse(arguments).InvokeAsync(Configuration);

    /// <summary>Lets a command do its work, on a thread of its own so that Ctrl-C is listened to from the start.</summary>
    public static void SetWork(this Command command, Action<ParseResult, IAnsiConsole, CancellationToken> work) =>
        command.SetAction((arguments, cancellationToken) =>
            Task.Run(() => Run(console => work(arguments, console, cancellationToken), cancellationToken)));

    /// <summary>Refuses numbers outside a range.</summary>
    public static void RequireRange(this Option<int> option, int min, int max) => option.Validators.Add(result =>
    {
        // What is not a number is reported by the option itself.
        if (int.TryParse(result.Tokens.SingleOrDefault()?.Value, out int n) && (n < min || n > max))
            result.AddError($"{option.Name} must be from {min} to {max}, but is {n}.");
    });

    private static int Run(Action<IAnsiConsole> work, CancellationToken cancellationToken)
    {
        try
        {
            work(Terminal(Console.Out, Console.IsOutputRedirected));
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Terminal(Console.Error, Console.IsErrorRedirected).WriteLine("Canceled.");
            return 130;
        }
        catch (Exception exception) when (exception is SampleException or IOException or UnauthorizedAccessException)
        {
            Terminal(Console.Error, Console.IsErrorRedirected).WriteLine(exception.Message, new Style(Color.Red));
            return 1;
        }
    }

    /// <summary>
    /// In a file, lines are not broken at 80 columns, and there are no colors, also on build servers, where Spectre.Console would write some.
    /// </summary>
    private static IAnsiConsole Terminal(TextWriter writer, bool isRedirected)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
        });
        if (isRedirected)
            terminal.Profile.Width = 1000;
        return terminal;
    }
}
