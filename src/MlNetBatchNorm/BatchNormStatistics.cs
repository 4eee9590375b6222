namespace MlNetBatchNorm;

/// <summary>Which statistics of the training data are learned.</summary>
public enum BatchNormStatistics
{
    /// <summary>
    /// PyTorch's running statistics: an average over batches, exponential, or cumulative where the momentum is null. They depend on the
    /// batch size.
    /// </summary>
    Running,

    /// <summary>
    /// The mean and the unbiased variance of all rows, whatever the batch size and the order: sums without rounding, which merge with those of
    /// other rows (<see cref="ChannelStatistics"/>). Momentum is not used.
    /// </summary>
    Exact,
}
