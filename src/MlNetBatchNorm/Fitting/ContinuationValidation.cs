using Microsoft.ML;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm.Fitting;

/// <summary>
/// Checks that a fit may continue from a previous one. Exact statistics are merged: epsilon, weight and bias are applied to what is learned but do not
/// influence it, and batches and momentum are not used.
/// </summary>
internal static class ContinuationValidation
{
    private const string Advice = "Go on with the columns and options of the first fit, or fit anew without a previous transformer.";

    /// <exception cref="ArgumentOutOfRangeException">Names the first column or option that differs, with both values.</exception>
    public static void Check(
        FittedColumns previous, IReadOnlyList<InputOutputColumnPair> columns, ColumnShape[] shapes, BatchNormEstimator.Options options)
    {
        Same("columns", Names(previous.Select(column => (column.Input.ColumnName, column.OutputColumnName))),
            Names(columns.Select(pair => (pair.InputColumnName, pair.OutputColumnName))));
        Same("TrackRunningStats", previous.TracksRunningStats, options.TrackRunningStats);
        Same("Statistics", previous.Statistics, options.Statistics);
        if (previous.Exact is { HoldsBytes: false, NonFinite: { } nonFinite })
            Same("NonFinite", nonFinite, options.NonFinite);
        for (int i = 0; i < shapes.Length; i++)
            Throw(ColumnDifference.Find(previous[i].Input, shapes[i]));
        if (options.Statistics == BatchNormStatistics.Running)
            CheckRunning(previous, options);
    }

    private static void CheckRunning(FittedColumns previous, BatchNormEstimator.Options options)
    {
        Same("BatchSize", previous.BatchSize, options.BatchSize);
        foreach (FittedColumn column in previous)
            CheckRunning(column.Parameters, options, $"of input column '{column.Input.ColumnName}'");
    }

    private static void CheckRunning(BatchNormParameters parameters, BatchNormEstimator.Options options, string column)
    {
        if (options.TrackRunningStats)
            Same($"Momentum {column}", parameters.Momentum, options.Momentum);
        Same($"Epsilon {column}", parameters.Epsilon, options.Epsilon);
        Same($"Affine {column}", parameters.IsAffine, options.Affine);
        SameValues($"Weight {column}", parameters.Weight, options.Weight);
        SameValues($"Bias {column}", parameters.Bias, options.Bias);
    }

    private static void SameValues(string name, IReadOnlyList<float>? before, IReadOnlyList<float>? now)
    {
        if (now is not null)
            Same(name, Text(before ?? []), Text(now));
    }

    private static void Same<T>(string name, T before, T now) => Throw(ColumnDifference.Find(name, before, now));

    private static void Throw(ColumnDifference? difference)
    {
        if (difference is not null)
            throw Errors.Parameter("previous",
                $"The previous transformer was fitted with other {difference.What}: {difference.Before} before, {difference.Now} now. {Advice}");
    }

    private static string Names(IEnumerable<(string Input, string Output)> columns) =>
        string.Join(", ", columns.Select(column => $"{column.Input} to {column.Output}"));

    private static string Text(IEnumerable<float> values) =>
        string.Join(", ", values.Select(value => FormattableString.Invariant($"{value}")));
}
