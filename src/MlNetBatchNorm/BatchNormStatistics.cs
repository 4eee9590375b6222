namespace MlNetBatchNorm;

/// <summary>Which statistics of the training data are learned.</summary>
public enum BatchNormStatistics
{
    /// <summary>
    /// PyTorch's running statistics: an average over batches, exponential, or cumulative where the momentum is null. They depend on the
    /// batch size.
    /// </summary>
    Running,

    /// <summary>The mean and the unbiased variance of all rows pooled, whatever the batch size. Momentum is not used.</summary>
    Exact,
}
