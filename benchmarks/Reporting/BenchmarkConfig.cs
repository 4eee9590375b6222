using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace MlNetBatchNorm.Benchmarks.Reporting;

/// <summary>Ratios to a baseline of the same run, and allocations; everything in one process, on the machine as it is.</summary>
internal static class BenchmarkConfig
{
    public static IConfig Create() => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithGcServer(false)
            .WithIterationTime(TimeInterval.FromMilliseconds(250))
            .WithWarmupCount(5)
            .WithIterationCount(15))
        .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)
        .AddColumn(TargetMethodColumn.Method, CategoriesColumn.Default, StatisticColumn.Median, BaselineRatioColumn.RatioMean)
        .AddColumnProvider(DefaultColumnProviders.Params)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Metrics)
        .AddLogger(ConsoleLogger.Default)
        .WithOptions(ConfigOptions.DisableLogFile);
}
