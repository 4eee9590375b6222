using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace MlNetBatchNorm.Benchmarks;

/// <summary>Ratios to a baseline of the same run, and allocations; everything in one process, on the machine as it is.</summary>
internal static class BenchmarkConfig
{
    public static IConfig Create() => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithGcServer(false)
            .WithWarmupCount(5)
            .WithIterationCount(15)
            .WithMinIterationCount(10)
            .WithMaxIterationCount(20))
        .AddColumn(TargetMethodColumn.Method, StatisticColumn.Median, BaselineRatioColumn.RatioMean)
        .AddColumnProvider(DefaultColumnProviders.Params)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Metrics)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .WithOptions(ConfigOptions.DisableLogFile);
}
