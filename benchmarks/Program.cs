using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using MlNetBatchNorm;
using MlNetBatchNorm.Benchmarks.Doubles;
using MlNetBatchNorm.Benchmarks.Images;
using MlNetBatchNorm.Benchmarks.Layer;
using MlNetBatchNorm.Benchmarks.Measured;
using MlNetBatchNorm.Benchmarks.Nist;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Reporting;
using MlNetBatchNorm.Benchmarks.Shapes;

// Beside the project: the output lies in bin/Release/net10.0.
string folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "results"));
Directory.CreateDirectory(folder);
if (args is ["shapes", ..])
{
    ShapesProgram.Run(folder, filter: string.Join(' ', args[1..]));
    return;
}

if (args is ["doubles", ..])
{
    DoublesProgram.Run(folder, args[1..]);
    return;
}

if (args is ["images", ..])
{
    ImagesProgram.Run(folder, args[1..]);
    return;
}

if (args is ["nist", ..])
{
    NistProgram.Run(folder, args[1..]);
    return;
}

if (args is ["layer", ..])
{
    LayerProgram.Run(folder, filter: string.Join(' ', args[1..]));
    return;
}

if (args is ["layer-peers", ..])
{
    LayerPeersProgram.Run(folder, filter: string.Join(' ', args[1..]));
    return;
}

if (args is ["chart"])
{
    ResultChart.Save(ResultPage.Read(Path.Combine(folder, "README.md")), Path.Combine(folder, "chart.svg"));
    return;
}

// Without arguments everything, and the results as a page and a chart. Otherwise BenchmarkDotNet's own, such as --filter *Apply* or --list flat.
bool everything = args.Length == 0;
Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(everything ? ["--filter", "*"] : args, BenchmarkConfig.Create())];
if (!everything)
    return;

List<Result> results = [.. summaries.SelectMany(Result.Of)];
if (PyTorch.Measure() is { } torch)
{
    Join(typeof(ApplyBenchmark), $"PyTorch {torch.Version}, BatchNorm2d, eval", torch.Eval);
    Join(typeof(FitBenchmark), $"PyTorch {torch.Version}, BatchNorm2d, train", torch.Train);
}

ResultTables.Save(results, summaries[0].HostEnvironmentInfo, Path.Combine(folder, "README.md"));
ResultChart.Save(results, Path.Combine(folder, "chart.svg"));
LayerProgram.Run(folder, filter: "");
Console.WriteLine($"Results: {folder}");

// PyTorch has its image in memory: all of its time is what it adds to reading.
void Join(Type benchmark, string method, double microseconds)
{
    int last = results.FindLastIndex(result => result.Title == Result.TitleOf(benchmark) && result.Case == nameof(ChannelLayout.ChannelsFirst));
    results.Insert(last + 1, results[last] with { Method = method, Nanoseconds = 1000 * microseconds, Spread = null, Added = 1000 * microseconds, Allocated = null });
}
