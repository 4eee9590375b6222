namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>The moments of a batch to which rows are added in their order.</summary>
/// <remarks>Not thread-safe.</remarks>
internal class BatchMoments(ChannelMoments moments)
{
    /// <summary>Adds a row, whose values may be taken away.</summary>
    public virtual void Add(ChannelMoments row) => moments.Merge(row);

    /// <summary>The moments of all rows so far; good until the batch changes.</summary>
    public virtual ChannelMoments Moments => moments;

    /// <summary>Takes all rows out.</summary>
    public virtual void Clear() => moments.Clear();
}
