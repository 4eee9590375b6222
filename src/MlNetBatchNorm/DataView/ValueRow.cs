namespace MlNetBatchNorm.DataView;

/// <summary>Reads one column of the row that a cursor stands on as plain values. Not thread-safe; the source's values are never written to.</summary>
internal abstract class ValueRow<T> where T : unmanaged
{
    /// <summary>The values of the current row; good until the next call.</summary>
    /// <exception cref="InvalidOperationException">The row does not hold what its column's type says.</exception>
    public abstract ReadOnlySpan<T> Read();
}
