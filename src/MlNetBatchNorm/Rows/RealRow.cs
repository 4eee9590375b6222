using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;

namespace MlNetBatchNorm.Rows;

/// <summary>A vector of float or double, whose normalized values are of the same type.</summary>
internal sealed class RealRow<T>(DataViewRow row, ColumnShape column) : VectorRow<T, T>(row, column)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// The source writes into the caller's buffer, and the values are mapped where they lie: half the memory that a buffer in between would take.
    /// A source that hands out an array of its own instead keeps it as it is.
    /// </summary>
    public override void ReadNormalized(AffineMap<T> map, ref VBuffer<T> destination)
    {
        if (Values.SourceHasArrays)
        {
            base.ReadNormalized(map, ref destination);
            return;
        }

        Span<T> normalized = DenseSpan(ref destination, map.Shape.Size);
        ReadOnlySpan<T> values = Values.Offer(destination);
        if (Values.SourceHasArrays)
        {
            destination = default;
            normalized = DenseSpan(ref destination, map.Shape.Size);
        }

        AffineKernel.Apply(values, normalized, map);
    }
}
