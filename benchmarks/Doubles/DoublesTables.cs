using System.Globalization;
using MlNetBatchNorm.Benchmarks.Reporting;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Doubles;

/// <summary>Writes what was measured of all columns as a page.</summary>
internal static class DoublesTables
{
    public static string Write(IReadOnlyList<DoublesResult> results, string otherBuild) => string.Join("\n\n",
        "# Columns of doubles, and missing values",
        "Processor time: medians of interleaved rounds of one run, in three places in memory, on one thread, over a source that hands out rows by one copy each. All times are " +
        "per value and beyond that copy, and so are the ratios.",
        $"Beside {otherBuild} and its ML.NET, which rounds the statistics of doubles to float, and maps by those floats: its time over that of this build says how much faster " +
        "this one is. Beside ML.NET's `NormalizeMeanVariance(fixZero: false)`: likewise.",
        Markdown.Render(Builds(results)),
        "`IgnoreValue`, on values of which none is missing and of which 5 % are NaN: its time over that of `Throw` on values of which none is missing.",
        Markdown.Render(Missing(results))) + "\n";

    private static Table Builds(IReadOnlyList<DoublesResult> results)
    {
        Table table = Markdown.Table("Column", "Time, ns", "Other build, ns", "Other/this", "Stock, ns", "Stock/this");
        foreach (DoublesResult result in results)
        {
            Add(DoublesResult.Apply, DoublesResult.StockApply);
            foreach (BatchNormStatistics statistics in Enum.GetValues<BatchNormStatistics>())
                Add(DoublesResult.Fit(statistics), DoublesResult.StockFit);

            void Add(string way, string stock) => table.AddRow(
                $"{result.Case}: {way}", Number(result.Time(way)), Number(result.OtherTime(way)), Number(result.OtherTime(way) / result.Time(way)),
                Number(result.Time(stock)), Number(result.Time(stock) / result.Time(way)));
        }

        return table;
    }

    private static Table Missing(IReadOnlyList<DoublesResult> results)
    {
        Table table = Markdown.Table("Column", "Throw, ns", "None missing", "5 % missing");
        foreach (DoublesResult result in results)
        {
            foreach (string fit in Enum.GetValues<BatchNormStatistics>().Select(DoublesResult.Fit))
                table.AddRow($"{result.Case}: {fit}", Number(result.Time(fit)), Ratio(fit, DoublesResult.Ignoring), Ratio(fit, DoublesResult.Missing));

            string Ratio(string fit, string handling) => Number(result.Time(fit + handling) / result.Time(fit));
        }

        return table;
    }

    private static string Number(double? value) => value?.ToString(Math.Abs(value.Value) < 10 ? "0.00" : "0", CultureInfo.InvariantCulture) ?? "";
}
