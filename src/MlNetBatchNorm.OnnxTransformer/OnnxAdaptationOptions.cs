namespace MlNetBatchNorm;

/// <summary>
/// Options of an <see cref="OnnxAdaptationEstimator"/>. They are checked when the estimator is made: an
/// <see cref="ArgumentOutOfRangeException"/> names every wrong one.
/// </summary>
public sealed record OnnxAdaptationOptions
{
    /// <summary>The number of consecutive rows per batch, at least 1. The last batch may be shorter. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// The weight of the new statistics, from 0 to 1: <c>(1 - Blend) * old + Blend * new</c>, for both means and variances. Use less than 1 for
    /// few images, or images of few classes. Default 1: only the new ones.
    /// </summary>
    public float Blend { get; init; } = 1;

    /// <summary>
    /// Running (default): the mean over the batches of each batch's mean and unbiased variance, as in torch.optim.swa_utils.update_bn. Exact:
    /// the mean and unbiased variance of all values that a layer receives, pooled over the batches by the law of total variance.
    /// </summary>
    public BatchNormStatistics Statistics { get; init; } = BatchNormStatistics.Running;

    /// <summary>
    /// The shapes of inputs and outputs that the model leaves open, by name, with the batch of 1 first, as <c>ApplyOnnxModel</c> takes them, such as
    /// <c>["x"] = [1, 3, 48, 192]</c>. Null (default) for none. Sizes that follow from the input column's dimensions need not be given.
    /// </summary>
    public IDictionary<string, int[]>? ShapeDictionary { get; init; }

    /// <summary>The maximum number of rows to read, at least 1; null (default) for all.</summary>
    public long? MaxRows { get; init; }

    /// <summary>
    /// Receives progress after every batch; null (default) for no reports. For a model with a fixed batch of 1, which takes several passes, the rows of
    /// all passes count.
    /// </summary>
    public IProgress<BatchNormProgress>? Progress { get; init; }

    /// <summary>Ends a fit with an <see cref="OperationCanceledException"/> within one batch.</summary>
    public CancellationToken CancellationToken { get; init; }
}
