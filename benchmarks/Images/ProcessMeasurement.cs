using System.Diagnostics;
using System.Globalization;
using MlNetBatchNorm.Benchmarks.Reporting;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Images;

/// <summary>
/// Whole processes, by GNU time: processor time per image, of all files less a few, so that starting costs nothing; and the most memory of the largest
/// process.
/// </summary>
internal static class ProcessMeasurement
{
    private const int Rounds = 3;

    public static Table Run(string folder, int few, string tool, string? other, string? python)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "images.py");
        var ways = new List<(string Name, Func<string, int, string[]> Command)> { ("channelstats fit", (path, _) => ["dotnet", tool, "fit", path]) };
        ways.Add(("channelstats fit --scaled", (path, _) => ["dotnet", tool, "fit", path, "--scaled"]));
        if (other is not null)
            ways.Add(("channelstats fit, the other build", (path, _) => ["dotnet", other, "fit", path]));
        if (python is not null)
        {
            ways.Add(("torchvision, two workers", (path, count) => [python, script, "torchvision", path, Text(count)]));
            ways.Add(("Pillow with draft(), two processes", (path, count) => [python, script, "draft", path, Text(count)]));
        }

        int all = PhotoFolders.Files(folder).Length;
        string fewFolder = Directory.CreateDirectory(folder + "-few").FullName;
        foreach (string file in PhotoFolders.Files(folder)[..few])
            File.Copy(file, Path.Combine(fewFolder, Path.GetFileName(file)));
        var least = ways.ToDictionary(way => way.Name, _ => (All: double.MaxValue, Few: double.MaxValue, Memory: double.MaxValue));
        for (int round = 0; round < Rounds; round++)
        {
            foreach ((string name, Func<string, int, string[]> command) in ways)
            {
                (double allSeconds, double memory) = Time(command(folder, all));
                (double fewSeconds, _) = Time(command(fewFolder, few));
                (double All, double Few, double Memory) before = least[name];
                least[name] = (Math.Min(before.All, allSeconds), Math.Min(before.Few, fewSeconds), Math.Min(before.Memory, memory));
            }
        }

        Directory.Delete(fewFolder, recursive: true);
        Table table = Markdown.Table("Method", "Processor time per image", "Ratio", "Most memory");
        double PerImage(string name) => (least[name].All - least[name].Few) / (all - few) * 1000;
        foreach ((string name, _) in ways)
            table.AddRow(name, $"{PerImage(name):0.00} ms", $"{PerImage(name) / PerImage(ways[0].Name):0.00}", $"{least[name].Memory:0} MB");
        double decoding = DecodeMeasurement.Milliseconds(PhotoFolders.Files(folder)[few..]);
        table.AddRow("SkiaSharp's decoding alone, in full", $"{decoding:0.00} ms", $"{decoding / PerImage(ways[0].Name):0.00}", "");
        return table;
    }

    private static (double Seconds, double Megabytes) Time(string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/time", ["-f", "%U %S %M", .. command])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _ = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {error}");
        double[] values = [.. error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
        return (values[0] + values[1], values[2] / 1024);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
