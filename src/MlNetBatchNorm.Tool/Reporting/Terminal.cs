using Spectre.Console;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>Results go to the standard output, and everything else to the standard error.</summary>
internal static class Terminal
{
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Says how far the work is.</summary>
    public static void WriteNote(string message) => WriteLines(message, Style.Plain);

    public static void WriteError(string message) => WriteLines(message, new Style(Color.Red));

    /// <summary>Messages of several lines keep them; a name in one that has line breaks is made visible before.</summary>
    private static void WriteLines(string message, Style style)
    {
        foreach (string line in VisibleText.Lines(message))
            Error.WriteLine(line, style);
    }

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
