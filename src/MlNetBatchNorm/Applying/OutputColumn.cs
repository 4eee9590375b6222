using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Applying;

/// <summary>Computes the normalized values of the row that a cursor stands on.</summary>
internal static class OutputColumn
{
    /// <summary>A getter that reuses the caller's buffer, and allocates nothing once that is large enough.</summary>
    public static Delegate MakeGetter(FittedColumn column, DataViewRow input) => column.Input.Kind switch
    {
        ColumnKind.Single => Getter(column, new RealRow<float>(input, column.Input)),
        ColumnKind.Double => Getter(column, new RealRow<double>(input, column.Input)),
        _ => Getter(column, SourceRow.CreateOfBytes(input, column.Input)),
    };

    private static ValueGetter<VBuffer<T>> Getter<T>(FittedColumn column, SourceRow<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AffineMap<T> map = ChannelAffine.Create<T>(column.Input.Channels, column.Parameters);
        return (ref VBuffer<T> destination) => row.ReadNormalized(map, ref destination);
    }
}
