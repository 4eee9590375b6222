using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Environments;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Reporting;

/// <summary>Writes all results to one page, a table each.</summary>
internal static class ResultTables
{
    public static void Save(IEnumerable<Result> results, HostEnvironmentInfo machine, string path)
    {
        using var page = new StreamWriter(path) { NewLine = "\n" };
        page.WriteLine("# Results");
        page.WriteLine();
        page.WriteLine("```");
        foreach (string line in machine.ToFormattedString())
            page.WriteLine(line);
        page.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, {Vectors()}");
        page.WriteLine("```");
        page.WriteLine();
        page.WriteLine("Spread: of the middle half of 15 measurements. Ratio: the median, in medians of the case's first method. Adds: the same without reading the rows, where " +
            "that is the first method. Allocated: for each row, or pixel.");
        foreach (IGrouping<string, Result> table in results.GroupBy(result => result.Title))
        {
            page.WriteLine();
            page.WriteLine($"## {table.Key}");
            page.WriteLine();
            page.WriteLine(Markdown.Render(Create([.. table])));
        }
    }

    private static Table Create(IReadOnlyList<Result> results)
    {
        Table table = new Table().MarkdownBorder().AddColumn("Case").AddColumn("Method");
        foreach (string header in (string[])["Median", "Spread", "Ratio", "Adds", "Allocated"])
            table.AddColumn(new TableColumn(header).RightAligned());
        foreach (Result result in results)
        {
            table.AddRow(
                result.Case, result.Method, Duration(result.Nanoseconds),
                result.Spread is { } spread ? spread.ToString("0 %", CultureInfo.InvariantCulture) : "", Format(result.Nanoseconds / result.Baseline),
                result.Added is { } added ? Format(added / result.Baseline) : "",
                result.Allocated is { } bytes ? FormattableString.Invariant($"{bytes:n0} B") : "");
        }

        return table;
    }

    private static string Vectors() =>
        Vector512.IsHardwareAccelerated ? "vectors of 512 bits" : Vector256.IsHardwareAccelerated ? "vectors of 256 bits" : "vectors of 128 bits";

    private static string Format(double value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);

    private static string Duration(double nanoseconds) => nanoseconds switch
    {
        < 1000 => FormattableString.Invariant($"{nanoseconds:0.000} ns"),
        < 1e6 => FormattableString.Invariant($"{nanoseconds / 1e3:0.0} μs"),
        _ => FormattableString.Invariant($"{nanoseconds / 1e6:0.0} ms"),
    };
}
