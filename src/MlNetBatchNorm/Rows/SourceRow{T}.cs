using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;

namespace MlNetBatchNorm.Rows;

/// <summary>A <see cref="SourceRow"/> whose normalized values are of type <typeparamref name="T"/>, float or double.</summary>
internal abstract class SourceRow<T> : SourceRow, IDisposable where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A getter of a column's values: as they are, or of their only one where the column holds a number.</summary>
    public static Delegate MakeGetter(ColumnShape column, ValueGetter<VBuffer<T>> values)
    {
        if (!column.IsScalar)
            return values;
        VBuffer<T> buffer = default;
        return (ValueGetter<T>)((ref T destination) =>
        {
            values(ref buffer);
            destination = buffer.GetValues()[0];
        });
    }

    /// <summary>Maps the value that <see cref="SourceRow.Read"/> got.</summary>
    public abstract void Normalize(AffineMap<T> map, Span<T> destination);

    /// <summary>Copies the value read, to be mapped later, in place of the copy that has the index, or after the last.</summary>
    public abstract void Keep(int index);

    /// <summary>Maps a copy that <see cref="Keep"/> made.</summary>
    public abstract void NormalizeKept(int index, AffineMap<T> map, Span<T> destination);

    /// <summary>Gives the memory of the copies back.</summary>
    public abstract void Dispose();

    /// <summary>Maps the current row's value into the caller's buffer; allocates nothing once that is large enough.</summary>
    /// <exception cref="InvalidOperationException">The row does not hold what its column's type says.</exception>
    public virtual void ReadNormalized(AffineMap<T> map, ref VBuffer<T> destination)
    {
        Read();
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, map.Shape.Size);
        Normalize(map, editor.Values);
        destination = editor.Commit();
    }
}
