using Microsoft.ML;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>Checks that a fit may go on from a previous one.</summary>
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
        // Exact statistics have no batches, and no momentum.
        if (options.Statistics == BatchNormStatistics.Running)
            Same("BatchSize", previous.BatchSize, options.BatchSize);
        if (previous.Exact?.NonFinite is { } nonFinite)
            Same("NonFinite", nonFinite, options.NonFinite);
        for (int i = 0; i < shapes.Length; i++)
            CheckColumn(previous[i], shapes[i], options);
    }

    private static void CheckColumn(FittedColumn previous, ColumnShape shape, BatchNormEstimator.Options options)
    {
        string column = $"of input column '{shape.ColumnName}'";
        BatchNormParameters parameters = previous.Parameters;
        Throw(ColumnDifference.Find(previous.Input, shape));
        if (options is { Statistics: BatchNormStatistics.Running, TrackRunningStats: true })
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
