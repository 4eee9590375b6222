using System.ComponentModel;
using System.Reflection;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace MlNetBatchNorm.Benchmarks.Reporting;

/// <summary>What was measured of one way to do something.</summary>
/// <param name="Title">What is done.</param>
/// <param name="Case">Which case of it: categories and parameters. Only results of one case compare.</param>
/// <param name="Method">The way.</param>
/// <param name="Nanoseconds">The median time.</param>
/// <param name="Spread">Between which times the middle half of the measurements lie, in medians; null where not known.</param>
/// <param name="Baseline">The median time of the case's baseline.</param>
/// <param name="Added">The time without that of reading the rows; null where the baseline is something else.</param>
/// <param name="Allocated">Managed bytes allocated; null where not known.</param>
internal sealed record Result(
    string Title, string Case, string Method, double Nanoseconds, double? Spread, double Baseline, double? Added, long? Allocated)
{
    /// <summary>Names the baseline methods that read the rows and do nothing else.</summary>
    private const string ReadingAlone = "Copy";

    public static IEnumerable<Result> Of(Summary summary)
    {
        foreach (IGrouping<string, BenchmarkReport> group in summary.Reports.Where(report => report.Success).GroupBy(report => CaseOf(report.BenchmarkCase)))
        {
            BenchmarkReport baseline = group.First(report => summary.IsBaseline(report.BenchmarkCase));
            bool readsRows = baseline.BenchmarkCase.Descriptor.WorkloadMethod.Name == ReadingAlone;
            foreach (BenchmarkReport report in group)
                yield return new Result(
                    TitleOf(report.BenchmarkCase.Descriptor.Type), group.Key, report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
                    Median(report), report.ResultStatistics!.InterquartileRange / Median(report), Median(baseline), readsRows && report != baseline ? Median(report) - Median(baseline) : null,
                    report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase));
        }
    }

    public static string TitleOf(Type benchmark) => benchmark.GetCustomAttribute<DescriptionAttribute>()!.Description;

    private static string CaseOf(BenchmarkCase benchmark) => string.Join(", ", benchmark.Descriptor.Categories.Concat(
        benchmark.Parameters.Items.Select(item => item.Value is Enum ? $"{item.Value}" : FormattableString.Invariant($"{item.Name} {item.Value:n0}"))));

    private static double Median(BenchmarkReport report) => report.ResultStatistics!.Median;
}
