namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>The data that a column's statistics need from some consecutive rows. Rows that cannot be read have a place, but it is empty.</summary>
/// <remarks>Not thread-safe.</remarks>
internal abstract class ColumnRows
{
    /// <summary>Whether the first <paramref name="count"/> rows have neither a NaN nor an infinity.</summary>
    public abstract bool AreFinite(int count);

    /// <summary>The first channel of a row that has a NaN or an infinity; or -1.</summary>
    public abstract int FindNonFinite(int row);

    /// <summary>Adds rows to the moments of a batch, in their order.</summary>
    public abstract void AddTo(ChannelMoments batch, int first, int count);

    /// <summary>Adds rows to exact sums.</summary>
    public abstract void AddTo(ExactAccumulator sums, int first, int count);

    /// <summary>Empties the place of a row that could not be read to its end: the failed reader may still hold its content.</summary>
    public abstract void Clear(int row);
}
