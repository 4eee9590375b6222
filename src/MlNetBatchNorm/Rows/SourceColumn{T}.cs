using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Rows;

/// <summary>A <see cref="SourceColumn"/> whose normalized values are of type <typeparamref name="T"/>, float or double.</summary>
internal abstract class SourceColumn<T>(ColumnShape shape) : SourceColumn(shape) where T : unmanaged, IFloatingPointIeee754<T>
{
    public abstract override SourceRow<T> Bind(DataViewRow row);

    /// <summary>A getter of normalized values: as they are, or of their only one where the column holds a number.</summary>
    public Delegate MakeGetter(ValueGetter<VBuffer<T>> values)
    {
        if (!Shape.IsScalar)
            return values;
        VBuffer<T> buffer = default;
        return (ValueGetter<T>)((ref T destination) =>
        {
            values(ref buffer);
            destination = buffer.GetValues()[0];
        });
    }
}
