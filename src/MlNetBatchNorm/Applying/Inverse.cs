using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Applying;

/// <summary>Turns a fitted column around.</summary>
internal static class Inverse
{
    /// <summary>
    /// <c>x = (y - bias) * (sqrt(variance + epsilon) / weight) + mean</c>, which is a batch normalization again: with the bias as mean, variance 1,
    /// no epsilon, the deviation over the weight as weight, and the mean as bias.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no map back.</exception>
    public static FittedColumn Of(FittedColumn column)
    {
        Check(column);
        BatchNormParameters parameters = column.Parameters;
        int channels = parameters.NumFeatures;
        ColumnKind kind = column.Input.Kind == ColumnKind.Double ? ColumnKind.Double : ColumnKind.Single;
        var input = new ColumnShape(column.OutputColumnName, kind, column.Input.Dimensions, column.Input.Channels);
        var inverse = new BatchNormParameters(
            channels,
            parameters.Bias ?? Repeat(0, channels),
            Repeat(1, channels),
            [.. Enumerable.Range(0, channels).Select(c => (float)(1 / parameters.Scale(c)))],
            parameters.RunningMean,
            epsilon: 0,
            parameters.Momentum,
            parameters.NumBatchesTracked,
            parameters.Layout);
        return new FittedColumn(column.Input.ColumnName, input, column.BatchSize, BatchNormStatistics.Running, Pooled: null, inverse);
    }

    private static void Check(FittedColumn column)
    {
        if (!column.TrackRunningStats)
            throw Errors.Data(
                $"Column '{column.OutputColumnName}' is normalized by the statistics of each batch (trackRunningStats: false), which are not kept, so " +
                "there is no map back. Fit with trackRunningStats: true.");
        for (int c = 0; c < column.Parameters.NumFeatures; c++)
        {
            if (column.Parameters.Weight?[c] == 0)
                throw Errors.Data(
                    $"Column '{column.OutputColumnName}': the weight of channel {c} is 0, which makes all values alike, so there is no map back.");
            double scale = column.Parameters.Scale(c);
            if (!float.IsFinite((float)(1 / scale)) || !float.IsFinite(column.Parameters.RunningMean[c]))
                throw Errors.Data(
                    $"Column '{column.OutputColumnName}': the statistics of channel {c} are not finite, or too large to divide by, so there is no map back.");
        }
    }

    private static ImmutableArray<float> Repeat(float value, int channels) => [.. Enumerable.Repeat(value, channels)];
}
