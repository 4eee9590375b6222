using System.Globalization;
using System.Text.Json;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>
/// One of NIST's StRD sets of univariate statistics: the certified mean and standard deviation of its decimals, and the exact ones of the doubles nearest to them. See
/// Reference/generate_nist.py.
/// </summary>
internal sealed record NistSet(string Name, string Mean, string Deviation, double[] Values, double ExactMean, double ExactVariance, double[][] Normalized)
{
    private static readonly Lazy<NistSet[]> File = new(() => JsonSerializer.Deserialize<NistSet[]>(
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fitting", "Reference", "nist.json")), JsonSerializerOptions.Web)!);

    public static NistSet Named(string name) => File.Value.Single(set => set.Name == name);

    /// <summary>How many digits of a number are those of a certified one: the logarithm of its relative error, at most the 15 that NIST certifies.</summary>
    public static double CorrectDigits(double value, string certified)
    {
        double expected = double.Parse(certified, CultureInfo.InvariantCulture);
        return value == expected ? 15 : Math.Min(15, -Math.Log10(Math.Abs(value - expected) / Math.Abs(expected)));
    }
}
