using System.Collections.Immutable;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Fitting;

/// <summary>What was learned from a column's rows.</summary>
/// <param name="Mean">The mean of each channel; empty where no statistics are tracked.</param>
/// <param name="Variance">The unbiased variance of each channel; empty where no statistics are tracked.</param>
/// <param name="Batches">How many batches went in.</param>
/// <param name="Pooled">The moments that an exact fit goes on from; null for running statistics.</param>
internal sealed record LearnedStatistics(
    ImmutableArray<float> Mean, ImmutableArray<float> Variance, long Batches = 0, ChannelMoments? Pooled = null)
{
    /// <summary>Nothing was learned, because each batch is normalized by its own statistics.</summary>
    public static LearnedStatistics None { get; } = new([], []);
}
