using System.Globalization;
using Spectre.Console;

namespace SimpleCnn.Experiments;

/// <summary>The summaries as a table, for the terminal and for a page.</summary>
internal static class SummaryTable
{
    private static readonly string[] Headers =
        ["Network", "BatchNorm", $"Steps to a loss of {Plan.TargetLoss:f1}", "Largest rate that reaches it", "Good rates", "Rate of the lowest loss", "Test accuracy there"];

    public static Table Create(IEnumerable<VariantSummary> summaries)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumns(Headers);
        foreach (VariantSummary summary in summaries)
            table.AddRow(Cells(summary));
        return table;
    }

    public static string Markdown(IEnumerable<VariantSummary> summaries) => string.Join(
        '\n',
        [
            Line(Headers),
            "|---|---|--:|--:|--:|--:|--:|",
            .. summaries.Select(summary => Line(Cells(summary))),
        ]);

    private static string Line(string[] cells) => $"| {string.Join(" | ", cells)} |";

    private static string[] Cells(VariantSummary summary) =>
    [
        summary.Network,
        summary.BatchNorm ? "with" : "without",
        summary.StepsToTarget?.ToString(CultureInfo.InvariantCulture) ?? "never",
        summary.LargestRate is { } rate ? Text(rate) : "none",
        summary.GoodRates is [var first, .., var last] ? $"{Text(first)} to {Text(last)}" : summary.GoodRates is [var only] ? Text(only) : "none",
        Text(summary.BestRate),
        string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.BestAccuracy * 100:f1} % ({summary.AccuracyRange.Low * 100:f1} to {summary.AccuracyRange.High * 100:f1})"),
    ];

    private static string Text(float rate) => rate.ToString(CultureInfo.InvariantCulture);
}
