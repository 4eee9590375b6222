using System.Collections.Immutable;

namespace MlNetBatchNorm.Arguments;

/// <summary>The vectors of <see cref="BatchNormParameters"/> in double precision.</summary>
internal sealed record DoubleParameters(
    ImmutableArray<double> RunningMean, ImmutableArray<double> RunningVariance, ImmutableArray<double>? Weight, ImmutableArray<double>? Bias)
{
    /// <summary>The nearest floats; infinite or 0 where a float does not hold the double.</summary>
    public static ImmutableArray<float> ToSingles(ImmutableArray<double> values) => [.. values.Select(value => (float)value)];

    public static ImmutableArray<float>? ToSingles(ImmutableArray<double>? values) => values is { } found ? ToSingles(found) : null;

    public static ImmutableArray<double> OfSingles(ImmutableArray<float> values) => [.. values.Select(value => (double)value)];

    public static ImmutableArray<double>? OfSingles(ImmutableArray<float>? values) => values is { } found ? OfSingles(found) : null;

    public bool Equals(DoubleParameters? other) => other is not null
        && RunningMean.SequenceEqual(other.RunningMean)
        && RunningVariance.SequenceEqual(other.RunningVariance)
        && AreEqual(Weight, other.Weight)
        && AreEqual(Bias, other.Bias);

    public override int GetHashCode() => RunningMean.Length;

    private static bool AreEqual(ImmutableArray<double>? left, ImmutableArray<double>? right) =>
        left is { } l && right is { } r ? l.SequenceEqual(r) : left.HasValue == right.HasValue;
}
