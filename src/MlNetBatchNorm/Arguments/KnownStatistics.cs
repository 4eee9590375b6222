using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Arguments;

/// <summary>Makes parameters of a mean and a standard deviation that are known beforehand.</summary>
internal static class KnownStatistics
{
    /// <summary><c>y = (x - mean) / standard deviation</c>: no epsilon, no weight and bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that cannot be normalized by, and its channel.</exception>
    public static BatchNormParameters Create(IReadOnlyList<float> mean, IReadOnlyList<float> standardDeviation, ChannelLayout layout)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(standardDeviation);
        if (mean.Count == 0 || mean.Count != standardDeviation.Count)
            throw Errors.Parameter(nameof(standardDeviation),
                $"mean and standardDeviation must hold one value per channel each, but mean holds {mean.Count} and standardDeviation {standardDeviation.Count}.");
        for (int c = 0; c < mean.Count; c++)
        {
            Require(float.IsFinite(mean[c]), nameof(mean), "must be finite", c, mean[c]);
            Require(float.IsFinite(standardDeviation[c]) && standardDeviation[c] > 0, nameof(standardDeviation), "must be finite and more than 0", c,
                standardDeviation[c]);
            float variance = standardDeviation[c] * standardDeviation[c];
            Require(float.IsFinite(variance) && float.IsNormal(variance), nameof(standardDeviation), "must have a square that a float holds", c,
                standardDeviation[c]);
        }

        return new BatchNormParameters(mean, [.. standardDeviation.Select(value => value * value)], epsilon: 0, layout: layout);
    }

    private static void Require(bool condition, string name, string allowed, int channel, float found)
    {
        if (!condition)
            throw Errors.Parameter(name, FormattableString.Invariant($"{name}[{channel}] {allowed}, but is {found}."));
    }
}
