namespace MlNetBatchNorm;

/// <summary>What a fit does with a row that has a NaN or an infinity in a fitted column.</summary>
public enum NonFiniteHandling
{
    /// <summary>The fit ends with an error that names the column, the row and the channel.</summary>
    Throw,

    /// <summary>The row is left out, in every fitted column. The number of such rows is logged and reported.</summary>
    SkipRow,

    /// <summary>The values are included, as in PyTorch: the channel's statistics become NaN or infinite.</summary>
    Propagate,
}
