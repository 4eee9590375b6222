using System.Collections.Immutable;

namespace MlNetBatchNorm.Fitting;

/// <summary>What was learned from a column's rows.</summary>
/// <param name="Mean">The mean of each channel; empty if no statistics are tracked.</param>
/// <param name="Variance">The unbiased variance of each channel; empty if no statistics are tracked.</param>
/// <param name="Batches">The number of batches.</param>
/// <param name="MeanDouble">The mean of each channel before it was rounded to a float.</param>
/// <param name="VarianceDouble">The variance of each channel before it was rounded to a float.</param>
internal sealed record LearnedStatistics(
    ImmutableArray<float> Mean, ImmutableArray<float> Variance, long Batches, ImmutableArray<double> MeanDouble, ImmutableArray<double> VarianceDouble)
{
    /// <summary>Nothing was learned, because each batch is normalized by its own statistics.</summary>
    public static LearnedStatistics None { get; } = new([], [], Batches: 0, [], []);
}
