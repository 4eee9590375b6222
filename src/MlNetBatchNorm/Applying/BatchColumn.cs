namespace MlNetBatchNorm.Applying;

/// <summary>One batch of rows of one column, and the map that normalizes it by its own statistics.</summary>
internal abstract class BatchColumn : IDisposable
{
    /// <summary>Reads the cursor's current row into the batch.</summary>
    public abstract void ReadRow(int index);

    /// <summary>Computes the map of the rows read since the last batch ended.</summary>
    /// <exception cref="InvalidOperationException">The batch has one value per channel, which has no variance.</exception>
    public abstract void EndBatch(long firstRow);

    /// <summary>A getter of the normalized values of one row of the batch, whose index in it <paramref name="index"/> gives.</summary>
    public abstract Delegate MakeGetter(Func<int> index);

    /// <summary>Gives the batch's memory back.</summary>
    public abstract void Dispose();
}
