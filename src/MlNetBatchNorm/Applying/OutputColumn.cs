using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Applying;

/// <summary>Computes the normalized values of a cursor's current row.</summary>
internal sealed class OutputColumn : IRowConsumer<Delegate>
{
    private readonly FittedColumn _column;

    private OutputColumn(FittedColumn column) => _column = column;

    /// <summary>A getter that reuses the caller's buffer, and allocates nothing once that is large enough.</summary>
    public static Delegate MakeGetter(FittedColumn column, DataViewRow input) =>
        SourceRows.Create(input, column.Input, new OutputColumn(column));

    Delegate IRowConsumer<Delegate>.Take<T>(SourceRow<T> row)
    {
        AffineMap<T> map = _column.Parameters.ToMap<T>(_column.Input.Channels);
        return SourceRow<T>.MakeGetter(_column.Input, (ref VBuffer<T> destination) => row.ReadNormalized(map, ref destination));
    }
}
