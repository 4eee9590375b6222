using System.Globalization;
using System.Text;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The figures of docs/speed.md, made from the benchmarks' results. What was not measured is left out.</summary>
internal sealed class SpeedSection(BenchmarkResults results)
{
    private const string Apply = "Apply to a float image";
    private const string Fit = "Fit on float images";
    private const string Image = "An image column";
    private const string Prediction = "One row of 3x224x224 through a PredictionEngine";
    private const string WholeFits = "Whole fits";
    private const string Copy = "Reading alone";

    private static readonly (string Label, string Title, string Case, string Method, bool WithoutCopy)[] Rows =
    [
        ("**Apply to floats: `NormalizeBatch`**", Apply, "ChannelsFirst", "NormalizeBatch", true),
        ("ONNX Runtime, BatchNormalization", Apply, "ChannelsFirst", "ONNX Runtime", true),
        ("PyTorch 1.13, BatchNorm2d, eval", Apply, "ChannelsFirst", "PyTorch", false),
        ("A scalar loop", Apply, "ChannelsFirst", "Plain scalar loop", true),
        ("`CustomMapping` with that loop", Apply, "ChannelsFirst", "CustomMapping", true),
        ("**Fit on floats: `NormalizeBatch`**", Fit, "ChannelsFirst", "NormalizeBatch", true),
        ("with exact statistics", Fit, "ChannelsFirst", "NormalizeBatch.Fit, exact", true),
        ("A scalar loop", Fit, "ChannelsFirst", "Plain scalar loop", true),
        ("PyTorch 1.13, BatchNorm2d, train", Fit, "ChannelsFirst", "PyTorch", false),
        ("**Apply to an image column: `NormalizeBatch`**", Image, "Apply", "NormalizeBatch", false),
        ("`ExtractPixels`, `NormalizeBatch`", Image, "Apply", "ExtractPixels, NormalizeBatch", false),
        ("`ExtractPixels`, `CustomMapping`", Image, "Apply", "ExtractPixels, CustomMapping", false),
        ("**Fit on an image column: `NormalizeBatch`**", Image, "Fit", "NormalizeBatch", false),
        ("`ExtractPixels`, `NormalizeBatch`", Image, "Fit", "ExtractPixels, NormalizeBatch", false),
        ("**`PredictionEngine`: `NormalizeBatch`**", Prediction, "", "NormalizeBatch", false),
        ("`CopyColumns`", Prediction, "", "CopyColumns", false),
        ("`CustomMapping`", Prediction, "", "CustomMapping", false),
        ("`ApplyOnnxModel`", Prediction, "", "ApplyOnnxModel", false),
    ];

    private static readonly (string Label, string Method)[] Fits =
    [
        ("`NormalizeBatch`", "NormalizeBatch.Fit"),
        ("`NormalizeBatch`, exact statistics", "NormalizeBatch.Fit, exact"),
        ("`NormalizeMeanVariance`", "NormalizeMeanVariance"),
    ];

    public string Render()
    {
        var text = new StringBuilder("| | Time | Ratio |\n|---|--:|--:|\n");
        double first = 0;
        foreach ((string label, string title, string @case, string method, bool withoutCopy) in Rows)
        {
            if (results.Find(title, @case, method) is not { } result)
                continue;
            double time = result.Nanoseconds - (withoutCopy ? results.Find(title, @case, Copy)!.Value.Nanoseconds : 0);
            if (label.StartsWith("**", StringComparison.Ordinal))
                first = time;
            text.Append(CultureInfo.InvariantCulture, $"| {label} | {Time(time)} | {time / first:0.0} |\n");
        }

        AppendFitCosts(text);
        return text.ToString();
    }

    /// <summary>Two numbers of rows, n and N, give both costs: <c>(T(N) - T(n)) / (N - n)</c> a row, and what is left of T(n) before the first.</summary>
    private void AppendFitCosts(StringBuilder text)
    {
        if (results.Find(WholeFits, "RowCount 64", Fits[0].Method) is null)
            return;
        text.Append("\n| A fit on float images of 3x32x32 | Fixed | Per image |\n|---|--:|--:|\n");
        foreach ((string label, string method) in Fits)
        {
            double few = results.Find(WholeFits, "RowCount 64", method)!.Value.Nanoseconds;
            double many = results.Find(WholeFits, "RowCount 10,000", method)!.Value.Nanoseconds;
            double perRow = (many - few) / (10_000 - 64);
            text.Append(CultureInfo.InvariantCulture, $"| {label} | {Time(few - (64 * perRow))} | {Time(perRow)} |\n");
        }
    }

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => FormattableString.Invariant($"{nanoseconds:0} ns"),
        < 1e4 => FormattableString.Invariant($"{nanoseconds / 1e3:0.0} μs"),
        < 1e6 => FormattableString.Invariant($"{nanoseconds / 1e3:0} μs"),
        _ => FormattableString.Invariant($"{nanoseconds / 1e6:0} ms"),
    };
}
