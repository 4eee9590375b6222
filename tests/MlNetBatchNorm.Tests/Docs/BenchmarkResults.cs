using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The committed results of the benchmarks, read from their page.</summary>
internal sealed partial class BenchmarkResults
{
    private readonly Dictionary<(string Title, string Case, string Method), (double Nanoseconds, double? Bytes)> _results = [];

    public BenchmarkResults(string page)
    {
        string title = "";
        foreach (string line in page.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                title = line[3..].Trim();
            string[] cells = [.. line.Split('|').Select(cell => cell.Trim())];
            if (cells.Length >= 9 && Duration().Match(cells[3]) is { Success: true } duration)
                _results[(title, cells[1], cells[2])] = (Nanoseconds(duration), Bytes(cells[7]));
        }
    }

    /// <summary>The machine and the runtime that the page begins with.</summary>
    public static string Load(string root) => File.ReadAllText(Path.Combine(root, "benchmarks", "results", "README.md"));

    /// <summary>What was measured, in the first table whose title begins so and the first method that begins so; null if nothing was.</summary>
    public (double Nanoseconds, double? Bytes)? Find(string title, string @case, string method) => _results
        .Where(result => result.Key.Title.StartsWith(title, StringComparison.Ordinal) && result.Key.Case == @case
            && result.Key.Method.StartsWith(method, StringComparison.Ordinal))
        .Select(result => ((double, double?)?)result.Value).FirstOrDefault();

    private static double Nanoseconds(Match duration) =>
        double.Parse(duration.Groups["value"].Value, CultureInfo.InvariantCulture) * duration.Groups["unit"].Value switch { "ns" => 1, "μs" => 1e3, _ => 1e6 };

    private static double? Bytes(string cell) =>
        cell.EndsWith(" B", StringComparison.Ordinal) ? double.Parse(cell[..^2], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^(?<value>[\d.]+) (?<unit>ns|μs|ms)$")]
    private static partial Regex Duration();
}
