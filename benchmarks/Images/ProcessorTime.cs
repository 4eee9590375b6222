using System.Diagnostics;
using MlNetBatchNorm.Benchmarks.Reporting;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Images;

/// <summary>Processor time and elapsed time of several ways in this process, round by round; the least of each.</summary>
internal static class ProcessorTime
{
    private const int Rounds = 3;

    public static Table Compare(int images, params (string Name, Action Run)[] ways)
    {
        var least = ways.ToDictionary(way => way.Name, _ => (Processor: double.MaxValue, Elapsed: double.MaxValue));
        for (int round = 0; round <= Rounds; round++)
        {
            foreach ((string name, Action run) in ways)
            {
                (double processor, double elapsed) = Of(run);
                // The first round compiles.
                if (round > 0)
                    least[name] = (Math.Min(least[name].Processor, processor / images), Math.Min(least[name].Elapsed, elapsed / images));
            }
        }

        Table table = Markdown.Table("Method", "Processor time per image", "Ratio", "Elapsed per image", "Ratio of elapsed");
        foreach ((string name, _) in ways)
            table.AddRow(name, $"{least[name].Processor:0.00} ms", $"{least[name].Processor / least[ways[0].Name].Processor:0.00}",
                $"{least[name].Elapsed:0.00} ms", $"{least[name].Elapsed / least[ways[0].Name].Elapsed:0.00}");
        return table;
    }

    /// <summary>Milliseconds of this process and by the clock.</summary>
    public static (double Processor, double Elapsed) Of(Action run)
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        run();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.Refresh();
        return ((process.TotalProcessorTime - before).TotalMilliseconds, elapsed);
    }
}
