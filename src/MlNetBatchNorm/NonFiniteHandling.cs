namespace MlNetBatchNorm;

/// <summary>What a fit does with a NaN or an infinity in a fitted column.</summary>
public enum NonFiniteHandling
{
    /// <summary>The fit ends with an error that names the column, the row and the channel.</summary>
    Throw,

    /// <summary>The row is skipped, in every fitted column. The number of such rows is logged and reported.</summary>
    SkipRow,

    /// <summary>The values are included, as in PyTorch: the channel's statistics become NaN or infinite.</summary>
    Propagate,

    /// <summary>
    /// The value is ignored, but the other values of its row count: each channel has its own count, as in scikit-learn's StandardScaler. Missing
    /// values stay missing in the output. A fit needs two values of every channel, in one batch for running statistics; in a batch with
    /// fewer, a channel's running statistics do not change.
    /// </summary>
    IgnoreValue,
}
