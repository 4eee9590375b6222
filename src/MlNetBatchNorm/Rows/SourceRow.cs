using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>Reads one column of a cursor's current row. Not thread-safe; the source's values are never written to.</summary>
internal abstract class SourceRow
{
    /// <summary>Gets the current row's value, for the other methods.</summary>
    /// <exception cref="InvalidOperationException">The row does not hold what its column's type says.</exception>
    public abstract void Read();

    /// <summary>Replaces the content of <paramref name="moments"/>, made by <see cref="SourceRows.EmptyMoments"/>, by the moments of the value read.</summary>
    public abstract void ComputeMoments(ChannelMoments moments);

    /// <summary>Reads the current row into its place among <paramref name="rows"/>, made by <see cref="SourceRows.EmptyRows"/>.</summary>
    /// <exception cref="InvalidOperationException">The row does not hold what its column's type says.</exception>
    public virtual void ReadInto(ColumnRows rows, int index)
    {
        Read();
        ComputeMoments(((MomentRows)rows)[index]);
    }
}
