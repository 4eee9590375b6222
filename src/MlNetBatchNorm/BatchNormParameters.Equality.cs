using System.Collections.Immutable;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters : IEquatable<BatchNormParameters>
{
    /// <summary>Whether both have the same values, or both are null.</summary>
    /// <param name="left">Parameters, or null.</param>
    /// <param name="right">Parameters, or null.</param>
    public static bool operator ==(BatchNormParameters? left, BatchNormParameters? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they differ in any value, or only one of them is null.</summary>
    /// <param name="left">Parameters, or null.</param>
    /// <param name="right">Parameters, or null.</param>
    public static bool operator !=(BatchNormParameters? left, BatchNormParameters? right) => !(left == right);

    /// <summary>Whether all values are equal: the statistics, weight and bias, in both precisions, and all other properties. NaN equals NaN.</summary>
    /// <param name="other">Other parameters.</param>
    public bool Equals(BatchNormParameters? other) => other is not null
        && (NumFeatures, Layout, ImageChannels, Epsilon, Momentum, NumBatchesTracked, RowCount)
            .Equals((other.NumFeatures, other.Layout, other.ImageChannels, other.Epsilon, other.Momentum, other.NumBatchesTracked, other.RowCount))
        && RunningMean.SequenceEqual(other.RunningMean)
        && RunningVariance.SequenceEqual(other.RunningVariance)
        && AreEqual(Weight, other.Weight)
        && AreEqual(Bias, other.Bias)
        && Doubles == other.Doubles;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BatchNormParameters);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(NumFeatures);
        hash.Add(NumBatchesTracked);
        foreach (float mean in RunningMean)
            hash.Add(mean);
        return hash.ToHashCode();
    }

    private static bool AreEqual(ImmutableArray<float>? left, ImmutableArray<float>? right) =>
        left is { } l && right is { } r ? l.SequenceEqual(r) : left.HasValue == right.HasValue;
}
