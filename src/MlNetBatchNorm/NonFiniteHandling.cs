namespace MlNetBatchNorm;

/// <summary>What fitting does with a row that has a NaN or an infinity in a fitted column.</summary>
public enum NonFiniteHandling
{
    /// <summary>Fitting ends with an exception that names the column, the row and the channel.</summary>
    Throw,

    /// <summary>The row is left out, in every fitted column; how many were left out is reported.</summary>
    SkipRow,

    /// <summary>The values go into the statistics, as in PyTorch: the channel's running statistics become NaN or infinite.</summary>
    Propagate,
}
