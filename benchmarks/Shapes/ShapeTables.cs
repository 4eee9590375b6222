using System.Globalization;
using MlNetBatchNorm.Benchmarks.Reporting;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Shapes;

/// <summary>Writes what was measured of all shapes as a page.</summary>
internal static class ShapeTables
{
    public static string Write(IReadOnlyList<ShapeResult> results, IReadOnlyDictionary<string, double> predictions, string? torch)
    {
        string pyTorch = torch is null ? "PyTorch" : $"PyTorch {torch}";
        return string.Join("\n\n",
            "# Shapes",
            "Medians of interleaved rounds of one run, in three places in memory, on one thread, over a source that hands out rows by one copy each. Apply, fit and the " +
            $"statistics of each batch: what they take beyond that copy, in copies. {pyTorch} on one thread, on a batch that stays in the cache, and " +
            "ML.NET's NormalizeMeanVariance: how many times as long they take as NormalizeBatch, both beyond the copy (below 1: they are faster). Exact: " +
            "the time of exact statistics over that of running ones. Two threads: the time of a fit over ML.NET's cache on one thread over that on two.",
            Markdown.Render(Table(results)),
            "A whole pass over bytes, source included, takes this share of the time of the same shape in floats.",
            Markdown.Render(Bytes(results)),
            "One row of 20 features through a PredictionEngine.",
            Markdown.Render(Predictions(predictions))) + "\n";
    }

    private static Table Table(IReadOnlyList<ShapeResult> results)
    {
        Table table = Markdown.Table("Column", "Copy, μs", "Apply", "Fit", "Each batch", "PyTorch eval", "PyTorch train", "Stock apply", "Stock fit", "Exact", "Two threads");
        foreach (ShapeResult result in results)
        {
            double apply = result.Added(result.Apply);
            double fit = result.Added(result.Fit);
            table.AddRow(
                result.Shape.ToString(), Number(result.Copy / 1000), Number(apply / result.Copy), Number(fit / result.Copy),
                Number(result.Added(result.Batchwise) / result.Copy), Number(result.TorchEval / apply), Number(result.TorchTrain / fit),
                Number((result.StockApply - result.Copy) / apply), Number((result.StockFit - result.Copy) / fit), Number(result.FitExact / result.Fit),
                Number(result.FitCached / result.FitTwoThreads));
        }

        return table;
    }

    private static Table Bytes(IReadOnlyList<ShapeResult> results)
    {
        Table table = Markdown.Table("Column", "Apply", "Fit");
        foreach (ShapeResult bytes in results.Where(result => result.Shape.Bytes))
        {
            if (results.FirstOrDefault(result => !result.Shape.Bytes && result.Shape.Dimensions.Order().SequenceEqual(bytes.Shape.Dimensions.Order())) is { } floats)
                table.AddRow(bytes.Shape.ToString(), Number(bytes.Apply / floats.Apply), Number(bytes.Fit / floats.Fit));
        }

        return table;
    }

    private static Table Predictions(IReadOnlyDictionary<string, double> predictions)
    {
        Table table = Markdown.Table("Method", "Time, ns", "Ratio");
        foreach ((string method, double time) in predictions)
            table.AddRow(method, Number(time), Number(time / predictions.Values.First()));
        return table;
    }

    private static string Number(double? value) => value?.ToString(Math.Abs(value.Value) < 10 ? "0.00" : "0", CultureInfo.InvariantCulture) ?? "";
}
