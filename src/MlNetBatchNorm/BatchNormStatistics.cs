namespace MlNetBatchNorm;

/// <summary>Which statistics of the training data are learned.</summary>
public enum BatchNormStatistics
{
    /// <summary>
    /// PyTorch's running statistics: an average over batches, exponential, or cumulative if the momentum is null. They depend on the batch size and
    /// the order of the rows.
    /// </summary>
    Running,

    /// <summary>
    /// The mean and the unbiased variance of all rows; batch size, momentum and the order of the rows do not matter. The sums are exact, and merge
    /// with those of other rows (<see cref="ChannelStatistics"/>).
    /// </summary>
    Exact,
}
