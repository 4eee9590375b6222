using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
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
    public static FittedColumns Of(FittedColumns columns) => new(columns.BatchSize, [.. columns.Select(Of)]);

    private static FittedColumn Of(FittedColumn column)
    {
        Check(column);
        BatchNormParameters parameters = column.Parameters;
        int channels = parameters.NumFeatures;
        ColumnKind kind = column.Input.Kind == ColumnKind.Double ? ColumnKind.Double : ColumnKind.Single;
        var input = new ColumnShape(column.OutputColumnName, kind, column.Input.Dimensions, column.Input.Channels) { IsScalar = column.Input.IsScalar };
        var doubles = new DoubleParameters(
            [.. Enumerable.Range(0, channels).Select(c => parameters.Affine.Bias(c))],
            [.. Enumerable.Repeat(1d, channels)],
            [.. Enumerable.Range(0, channels).Select(c => 1 / parameters.ScaleOf(c))],
            [.. Enumerable.Range(0, channels).Select(parameters.MeanOf)]);
        // Nothing was learned that a fit could continue.
        BatchNormParameters inverse = BatchNormParameters.OfDoubles(doubles, channels, epsilon: 0, parameters.Momentum, numBatchesTracked: 0, parameters.Layout);
        bool ofDoubles = parameters.Doubles is not null;
        return new FittedColumn(column.Input.ColumnName, input, inverse.ForColumn(parameters.Layout, imageChannels: null, ofDoubles));
    }

    private static bool IsFinite(double value, FittedColumn column) =>
        column.Parameters.Doubles is null ? float.IsFinite((float)value) : double.IsFinite(value);

    private static void Check(FittedColumn column)
    {
        ParametersValidation.RequireStatistics(column.Parameters, $"Column '{column.OutputColumnName}' has no map back");
        for (int c = 0; c < column.Parameters.NumFeatures; c++)
        {
            if (column.Parameters.Affine.Weight(c) == 0)
                throw Errors.Data(
                    $"Column '{column.OutputColumnName}': the weight of channel {c} is 0, which makes all values alike, so there is no map back.");
            if (!column.Parameters.HasDeviation(c))
                throw Errors.Data($"Column '{column.OutputColumnName}': channel {c} is constant, and epsilon is 0, so there is no map back.");
            double scale = column.Parameters.ScaleOf(c);
            if (!IsFinite(1 / scale, column) || !IsFinite(column.Parameters.MeanOf(c), column))
                throw Errors.Data(
                    $"Column '{column.OutputColumnName}': the statistics of channel {c} are not finite, or too large to divide by, so there is no map back.");
        }
    }
}
