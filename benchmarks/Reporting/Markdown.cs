using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Reporting;

/// <summary>Tables as Markdown.</summary>
internal static class Markdown
{
    /// <summary>A table whose first column is text and whose others are numbers.</summary>
    public static Table Table(string first, params string[] numbers)
    {
        Table table = new Table().MarkdownBorder().AddColumn(first);
        foreach (string header in numbers)
            table.AddColumn(new TableColumn(header).RightAligned());
        return table;
    }

    public static string Render(Table table)
    {
        var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 400;
        console.Write(table);
        return string.Join('\n', text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
