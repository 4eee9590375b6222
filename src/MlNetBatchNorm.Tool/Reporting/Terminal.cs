using Spectre.Console;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>Results go to the standard output, and everything else to the standard error.</summary>
internal static class Terminal
{
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Says how far the work is.</summary>
    public static void WriteNote(string message) => Error.WriteLine(VisibleText.Of(message));

    public static void WriteError(string message) => Error.WriteLine(VisibleText.Of(message), new Style(Color.Red));

    /// <summary>In a file, lines are not broken at 80 columns, and there are no colors, also on build servers, where Spectre.Console would write some.</summary>
    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
        });
        if (isRedirected)
            console.Profile.Width = 10_000;
        return console;
    }
}
