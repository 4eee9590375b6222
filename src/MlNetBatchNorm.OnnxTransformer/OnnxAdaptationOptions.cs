namespace MlNetBatchNorm;

/// <summary>
/// What an <see cref="OnnxAdaptationEstimator"/> is asked to do. All values are checked together when the estimator is made: an
/// <see cref="ArgumentOutOfRangeException"/> then names every option that is wrong.
/// </summary>
public sealed record OnnxAdaptationOptions
{
    /// <summary>How many consecutive rows make a batch, at least 1. The last batch may be shorter. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// The weight of the new statistics, from 0 to 1: <c>(1 - Blend) * old + Blend * new</c>, for means and variances alike. Less than 1 where
    /// there are few images, or images of few classes. Default 1: the new ones alone.
    /// </summary>
    public float Blend { get; init; } = 1;

    /// <summary>
    /// Running (default): the mean over the batches of each batch's mean and unbiased variance, as torch.optim.swa_utils.update_bn. Exact:
    /// the mean and unbiased variance of all values that a layer sees, pooled over the batches by the law of total variance.
    /// </summary>
    public BatchNormStatistics Statistics { get; init; } = BatchNormStatistics.Running;

    /// <summary>
    /// The shapes of inputs and outputs that the model leaves open, by name, the batch of 1 first, as <c>ApplyOnnxModel</c> takes them: such as
    /// <c>["x"] = [1, 3, 48, 192]</c>. Null (default) for none: sizes that the input's column knows need not be given.
    /// </summary>
    public IDictionary<string, int[]>? ShapeDictionary { get; init; }

    /// <summary>Only so many rows are read, from the first on, at least 1; null (default) for all.</summary>
    public long? MaxRows { get; init; }

    /// <summary>
    /// Receives progress after every batch; null (default) for no reports. A model with a fixed batch of 1 takes several passes: the rows of all
    /// passes count.
    /// </summary>
    public IProgress<BatchNormProgress>? Progress { get; init; }

    /// <summary>Ends a fit with an <see cref="OperationCanceledException"/> within one batch.</summary>
    public CancellationToken CancellationToken { get; init; }
}
