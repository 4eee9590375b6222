using System.Numerics;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Stock;

/// <summary>
/// The minimum and the maximum of a channel from which NormalizeMinMax learns its map. With k = weight / sqrt(variance + epsilon),
/// <c>(x - mean) * k + bias = (x - minimum) / (maximum - minimum)</c> for the minimum <c>mean - bias / k</c> and the maximum 1 / k above it.
/// </summary>
internal readonly record struct StockRange<T>(T Minimum, T Maximum) where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// The most by which rounding the two may change the scale, or move an output. It shows where the minimum is many deviations from zero:
    /// in floats from 80 on, where a float's step is 1e-5 of the deviation.
    /// </summary>
    private const double Tolerance = 0.5e-5;

    private static string Advice => typeof(T) == typeof(double)
        ? "Save this transformer itself."
        : "Put Conversion.ConvertType to Double before, and fit on that, or save this transformer itself.";

    /// <exception cref="InvalidOperationException">The two are so close together, for their size, that rounding them changes the map.</exception>
    public static StockRange<T> Of(FittedColumn column, int channel)
    {
        BatchNormParameters parameters = column.Parameters;
        double scale = parameters.ScaleOf(channel);
        double minimum = parameters.MeanOf(channel) - (parameters.Affine.Bias(channel) / scale);
        T roundedMinimum = T.CreateTruncating(minimum);
        T roundedMaximum = T.CreateTruncating(double.CreateTruncating(roundedMinimum) + (1 / scale));

        double scaleError = Math.Abs((double.CreateTruncating(roundedMaximum - roundedMinimum) * scale) - 1);
        double shift = Math.Abs(double.CreateTruncating(roundedMinimum) - minimum) * scale;
        if (!(Math.Max(scaleError, shift) <= Tolerance))
            throw Errors.Data(FormattableString.Invariant(
                $"Column '{column.OutputColumnName}' has no stock equivalent: channel {channel} maps {minimum:g9} to 0 and {minimum + (1 / scale):g9} to ") +
                $"1, which a {typeof(T).Name} cannot keep apart well enough: outputs would be off by more than 1E-05. {Advice}");
        return new StockRange<T>(roundedMinimum, roundedMaximum);
    }
}
