using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>A <see cref="SourceRow"/> whose normalized values are of type <typeparamref name="T"/>, float or double.</summary>
internal abstract class SourceRow<T>(DataViewRow row, string columnName) : SourceRow(row, columnName), IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes a buffer dense and of so many values, and gives the array that an editor would, in a fraction of the time.</summary>
    public static Span<T> DenseSpan(ref VBuffer<T> buffer, int size)
    {
        if (buffer.Length != size || !buffer.IsDense)
            buffer = VBufferEditor.Create(ref buffer, size).Commit();
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(buffer.GetValues()), size);
    }

    /// <summary>Maps the value that <see cref="SourceRow.Read"/> got.</summary>
    public abstract void Normalize(AffineMap<T> map, Span<T> destination);

    /// <summary>Reads the current row, and keeps it to be mapped later: in place of the one that has the index, or after the last.</summary>
    /// <exception cref="InvalidOperationException">The row does not hold what its column's type says.</exception>
    public abstract void Keep(int index);

    /// <summary>
    /// Adds rows that are kept to the moments of their <paramref name="batch"/>, made by <see cref="SourceColumn.EmptyBatch"/>; those of a
    /// <paramref name="row"/>, made by <see cref="SourceColumn.EmptyMoments"/>, may be written to.
    /// </summary>
    public abstract void AddKept(ChannelMoments batch, ChannelMoments row, int first, int count);

    /// <summary>Maps a row that is kept.</summary>
    public abstract void NormalizeKept(int index, AffineMap<T> map, Span<T> destination);

    /// <summary>Gives the memory of the rows that are kept back.</summary>
    public abstract void Dispose();

    /// <summary>Maps the current row's value into the caller's buffer; allocates nothing once that is large enough.</summary>
    /// <exception cref="InvalidOperationException">The row does not hold what its column's type says.</exception>
    public virtual void ReadNormalized(AffineMap<T> map, ref VBuffer<T> destination)
    {
        Read();
        Normalize(map, DenseSpan(ref destination, map.Shape.Size));
    }
}
