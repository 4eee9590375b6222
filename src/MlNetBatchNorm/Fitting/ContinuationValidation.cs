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
        Same("BatchSize", previous.BatchSize, options.BatchSize);
        for (int i = 0; i < shapes.Length; i++)
            CheckColumn(previous[i], shapes[i], options);
    }

    private static void CheckColumn(FittedColumn previous, ColumnShape shape, BatchNormEstimator.Options options)
    {
        string column = $"of input column '{shape.ColumnName}'";
        BatchNormParameters parameters = previous.Parameters;
        Same($"item type {column}", previous.Input.Kind, shape.Kind);
        Same($"dimensions {column}", ColumnShape.Text(previous.Input.Dimensions), ColumnShape.Text(shape.Dimensions));
        Same($"channels {column}", Text(previous.Input), Text(shape));
        Same($"image channels {column}", previous.Input.Image?.Channels, shape.Image?.Channels);
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

    private static void Same<T>(string name, T before, T now)
    {
        if (!EqualityComparer<T>.Default.Equals(before, now))
            throw Errors.Parameter("previous",
                $"The previous transformer was fitted with other {name}: {OrNull(before)} before, {OrNull(now)} now. {Advice}");
    }

    private static string OrNull<T>(T value) => value is null ? "null" : FormattableString.Invariant($"{value}");

    private static string Text(ColumnShape column) =>
        $"{column.Channels.Channels} (channels {(column.Channels.ChannelsLast ? "last" : "first")})";

    private static string Names(IEnumerable<(string Input, string Output)> columns) =>
        string.Join(", ", columns.Select(column => $"{column.Input} to {column.Output}"));

    private static string Text(IEnumerable<float> values) =>
        string.Join(", ", values.Select(value => FormattableString.Invariant($"{value}")));
}
