using System.Globalization;
using Spectre.Console;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>A report for people, with lines to paste into code.</summary>
internal static class TextReport
{
    public static void Write(IAnsiConsole console, StatisticsReport report)
    {
        string skipped = report.Skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({report.Skipped} skipped)") : "";
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Images} images{skipped}"));
        if (report.Plan is { } plan)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Parts {plan.Inside} of {plan.Parts} of '{VisibleText.Of(plan.Name)}'") +
                (report.Complete ? "" : $"; missing: {plan.Missing}"));
        foreach (ColumnReport column in report.Columns)
        {
            console.Write(Table(column));
            foreach (string line in report.Complete ? CodeLines.Of(column) : [])
                console.WriteLine(line);
        }
    }

    private static Table Table(ColumnReport column)
    {
        var table = new Table { Border = TableBorder.Ascii };
        table.AddColumn(Markup.Escape(VisibleText.Of(column.Name)));
        foreach (string heading in (string[])["mean 0..255", "std 0..255", "mean 0..1", "std 0..1"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        for (int i = 0; i < column.Channels; i++)
        {
            table.AddRow(
                column.ChannelName(i),
                Fixed(column.Bytes.Mean[i], "f4"), Fixed(column.Bytes.Std[i], "f4"), Fixed(column.Unit.Mean[i], "f6"), Fixed(column.Unit.Std[i], "f6"));
        }

        return table;
    }

    private static string Fixed(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "none";
}
