using MlNetBatchNorm.Benchmarks.Shapes;

namespace MlNetBatchNorm.Benchmarks.Doubles;

/// <summary>Median nanoseconds per row of every way that was measured on one column.</summary>
internal sealed class DoublesResult
{
    public const string Copy = "Copy";
    public const string Apply = "Apply";
    public const string StockFit = "Fit, NormalizeMeanVariance";
    public const string StockApply = "Apply, NormalizeMeanVariance";
    public const string Ignoring = ", IgnoreValue";
    public const string Missing = ", IgnoreValue with missing values";

    private const string OfOther = ", the other build";

    private readonly Dictionary<string, double> _times;

    private DoublesResult(DoublesCase measured, Dictionary<string, double> times)
    {
        Case = measured;
        _times = times;
    }

    public DoublesCase Case { get; }

    public static string Fit(BatchNormStatistics statistics) => $"Fit, {statistics}";

    public static DoublesResult Measure(DoublesCase measured, int rounds, OtherBuild? other) => new(measured, Rounds.RunInSeveralPlaces(() =>
    {
        var ways = new Rounds(rounds);
        foreach ((string name, Action pass) in DoublesCase.CommonWays(measured.OfDoubles, measured.Width).Concat(measured.OtherWays()))
            ways.Add(name, () => ProcessorTime(pass) / measured.Rows);
        foreach ((string name, Action pass) in other?.CommonWays(measured) ?? [])
            ways.Add(name + OfOther, () => ProcessorTime(pass) / measured.Rows);
        return ways;
    }));

    /// <summary>Nanoseconds per value of a way beyond the copy of its row.</summary>
    public double Time(string way) => (_times[way] - _times[Copy]) / Case.Width;

    /// <summary>The same of the other build; null where there is none.</summary>
    public double? OtherTime(string way) => _times.TryGetValue(way + OfOther, out double time) ? (time - _times[Copy + OfOther]) / Case.Width : null;

    /// <summary>Nanoseconds of the processor, which others may have for half of the time.</summary>
    private static double ProcessorTime(Action pass)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        pass();
        return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds;
    }
}
