using System.Collections.Immutable;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Arguments;

/// <summary>A mean and a standard deviation per channel that are known beforehand, in the column's units.</summary>
internal sealed record KnownStatistics(ImmutableArray<float> Mean, ImmutableArray<float> StandardDeviation)
{
    /// <summary>The mean and the variance before they are rounded to floats.</summary>
    private DoubleParameters? Doubles { get; init; }

    /// <summary><c>y = (x * scale - mean) / deviation = (x - mean / scale) / (deviation / scale)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that cannot be normalized with, and its channel.</exception>
    public static KnownStatistics Create(IReadOnlyList<float> mean, IReadOnlyList<float> standardDeviation, float scale)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(standardDeviation);
        if (mean.Count == 0 || mean.Count != standardDeviation.Count)
            throw Errors.Parameter(nameof(standardDeviation),
                $"mean and standardDeviation must hold one value per channel each, but mean holds {mean.Count} and standardDeviation {standardDeviation.Count}.");
        if (!float.IsNormal(scale) || scale < 0)
            throw Errors.Parameter(nameof(scale), FormattableString.Invariant($"scale must be finite and more than 0, but is {scale}."));

        double unit = UnitOf(scale);
        KnownStatistics scaled = new([.. mean.Select(value => (float)(value * unit))], [.. standardDeviation.Select(value => (float)(value * unit))])
        {
            Doubles = new([.. mean.Select(value => value * unit)], [.. standardDeviation.Select(value => value * unit * (value * unit))], null, null),
        };
        for (int c = 0; c < mean.Count; c++)
        {
            Require(float.IsFinite(scaled.Mean[c]), nameof(mean), "must be finite", c, mean[c]);
            float deviation = scaled.StandardDeviation[c];
            Require(float.IsFinite(deviation) && deviation > 0, nameof(standardDeviation), "must be finite and more than 0", c, standardDeviation[c]);
            Require(float.IsNormal(deviation * deviation), nameof(standardDeviation), "must have a square that a float holds", c, standardDeviation[c]);
        }

        return scaled;
    }

    /// <summary>No epsilon, no weight and bias.</summary>
    public BatchNormParameters ToParameters(ChannelLayout layout) =>
        new(Mean, [.. StandardDeviation.Select(value => value * value)], epsilon: 0, layout: layout) { Doubles = Doubles };

    /// <summary>The inverse of the scale: of <c>1 / 255f</c> 255, as was meant, instead of what rounding makes of it.</summary>
    private static double UnitOf(float scale)
    {
        double unit = 1 / (double)scale;
        return (float)(1 / Math.Round(unit)) == scale ? Math.Round(unit) : unit;
    }

    private static void Require(bool condition, string name, string allowed, int channel, float found)
    {
        if (!condition)
            throw Errors.Parameter(name, FormattableString.Invariant($"{name}[{channel}] {allowed}, but is {found}."));
    }
}
