using System.Text.Json;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>A table with missing values, and what scikit-learn and NumPy make of it: see Reference/generate_missing.py.</summary>
internal sealed record MissingReference(
    double?[][] Rows,
    MissingReference.Statistics All,
    MissingReference.Statistics Partial,
    MissingReference.Statistics Planes,
    MissingReference.Statistics Running,
    MissingReference.Statistics Cumulative)
{
    public const int BatchSize = 8;

    public static MissingReference Load() => JsonSerializer.Deserialize<MissingReference>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fitting", "Reference", "missing.json")), JsonSerializerOptions.Web)!;

    /// <summary>The rows, in which NaN and infinities take turns where values are missing.</summary>
    public T[][] RowsOf<T>(Func<double, T> convert)
    {
        double[] missing = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        int found = 0;
        return [.. Rows.Select(row => row.Select(value => convert(value ?? missing[found++ % missing.Length])).ToArray())];
    }

    /// <summary>Of each channel; the count is that of values.</summary>
    internal sealed record Statistics(long[]? Count, double[] Mean, double[] Variance);
}
