using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Transforms;
using MlNetBatchNorm.Benchmarks.Reporting;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Nist;

/// <summary>Counts the digits that statistics share with the values that NIST certifies, and writes the page of results.</summary>
internal static class NistProgram
{
    private const int CertifiedDigits = 15;

    /// <param name="folder">Where the page is saved.</param>
    /// <param name="arguments">A command that runs a Python with NumPy, scikit-learn and PyTorch.</param>
    public static void Run(string folder, string[] arguments)
    {
        if (arguments is not [var python])
            throw new ArgumentException("nist PYTHON");
        string file = Path.Combine(AppContext.BaseDirectory, "nist.json");
        NistSet[] sets = JsonSerializer.Deserialize<NistSet[]>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
        var methods = new Dictionary<string, Func<NistSet, double[]>>
        {
            ["MlNetBatchNorm, Exact"] = set => Ours(set, BatchNormStatistics.Exact),
            ["MlNetBatchNorm, Running"] = set => Ours(set, BatchNormStatistics.Running),
            ["NormalizeMeanVariance"] = Stock,
        };
        foreach ((string method, Dictionary<string, double[]> results) in Peers(python, file))
            methods[method] = set => results[set.Name];
        methods["Exact fractions of the doubles"] = set => [set.ExactMean, Math.Sqrt(set.ExactVariance)];

        string page = string.Join("\n\n",
            "# NIST's data sets",
            "How many digits of a mean and of a standard deviation are those that NIST certifies for its [StRD sets of univariate " +
            "statistics](https://www.itl.nist.gov/div898/strd/univ/homepage.html): minus the decimal logarithm of the relative error, at most the 15 that NIST gives. All " +
            "methods get the values as doubles. NIST certifies the statistics of decimals, and a double is only near to 10000000.1: the last row shows what can be reached.",
            "Running statistics, also PyTorch's, are of one batch of all values with momentum 1.",
            "## Mean",
            Markdown.Render(Table(sets, methods, set => set.Mean, 0)),
            "## Standard deviation",
            Markdown.Render(Table(sets, methods, set => set.Deviation, 1))) + "\n";
        Console.WriteLine(page);
        File.WriteAllText(Path.Combine(folder, "nist.md"), page);
    }

    private static Table Table(NistSet[] sets, Dictionary<string, Func<NistSet, double[]>> methods, Func<NistSet, string> certified, int statistic)
    {
        Table table = Markdown.Table("Method", [.. sets.Select(set => $"`{set.Name}`")]);
        foreach ((string name, Func<NistSet, double[]> method) in methods)
            table.AddRow([name, .. sets.Select(set => CorrectDigits(method(set)[statistic], certified(set)).ToString("0.0", CultureInfo.InvariantCulture))]);
        return table;
    }

    private static double CorrectDigits(double value, string certified)
    {
        double expected = double.Parse(certified, CultureInfo.InvariantCulture);
        return value == expected ? CertifiedDigits : Math.Clamp(-Math.Log10(Math.Abs(value - expected) / Math.Abs(expected)), 0, CertifiedDigits);
    }

    private static double[] Ours(NistSet set, BatchNormStatistics statistics)
    {
        var mlContext = new MLContext();
        var options = new BatchNormEstimator.Options { Statistics = statistics, BatchSize = set.Values.Length, Momentum = 1 };
        BatchNormParameters parameters = mlContext.Transforms.NormalizeBatch("Y", "X", options).Fit(set.View(mlContext)).Parameters[0];
        return [parameters.RunningMeanDouble!.Value[0], Math.Sqrt(parameters.RunningVarianceDouble!.Value[0])];
    }

    /// <summary>Its deviation is divided by the count.</summary>
    private static double[] Stock(NistSet set)
    {
        var mlContext = new MLContext();
        NormalizingTransformer normalizer = mlContext.Transforms.NormalizeMeanVariance("Y", "X", fixZero: false).Fit(set.View(mlContext));
        var learned = (NormalizingTransformer.AffineNormalizerModelParameters<double>)normalizer.GetNormalizerModelParameters(0);
        double count = set.Values.Length;
        return [learned.Offset, Math.Sqrt(count / (count - 1)) / learned.Scale];
    }

    private static Dictionary<string, Dictionary<string, double[]>> Peers(string python, string file)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "nist.py");
        using Process process = Process.Start(new ProcessStartInfo(python, [script, file]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, double[]>>>(output)!;
    }
}
