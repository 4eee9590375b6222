using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Benchmarks.Reporting;

/// <summary>Reads results back from the page that <see cref="ResultTables"/> writes, to draw them again.</summary>
internal static partial class ResultPage
{
    /// <summary>The times that a chart needs, as precise as the page has them.</summary>
    public static IReadOnlyList<Result> Read(string path)
    {
        List<Result> results = [];
        string title = "";
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                title = line[3..].Trim();
            string[] cells = [.. line.Split('|').Select(cell => cell.Trim())];
            if (cells.Length < 8 || Duration().Match(cells[3]) is not { Success: true } duration)
                continue;
            double time = Nanoseconds(duration);
            Result? first = results.Find(result => result.Title == title && result.Case == cells[1]);
            double baseline = first?.Baseline ?? time;
            results.Add(new Result(title, cells[1], cells[2], time, Spread: null, baseline, Added: cells[6].Length == 0 ? null : Added(cells[2], time, baseline), Allocated: null));
        }

        return results;
    }

    /// <summary>PyTorch has its image in memory: all of its time is what it adds to reading.</summary>
    private static double Added(string method, double time, double baseline) =>
        method.StartsWith("PyTorch", StringComparison.Ordinal) ? time : time - baseline;

    private static double Nanoseconds(Match duration) =>
        double.Parse(duration.Groups["value"].Value, CultureInfo.InvariantCulture) * duration.Groups["unit"].Value switch { "ns" => 1, "μs" => 1e3, _ => 1e6 };

    [GeneratedRegex(@"^(?<value>[\d.]+) (?<unit>ns|μs|ms)$")]
    private static partial Regex Duration();
}
