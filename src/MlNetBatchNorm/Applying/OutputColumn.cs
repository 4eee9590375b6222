using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Applying;

/// <summary>Computes the normalized values of a cursor's current row.</summary>
internal sealed class OutputColumn : IColumnConsumer<Delegate>
{
    private readonly FittedColumn _column;
    private readonly DataViewRow _input;

    private OutputColumn(FittedColumn column, DataViewRow input) => (_column, _input) = (column, input);

    /// <summary>A getter that reuses the caller's buffer, and allocates nothing once that is large enough.</summary>
    public static Delegate MakeGetter(FittedColumn column, DataViewRow input) =>
        ColumnBinding.Of(column.Input, new OutputColumn(column, input));

    Delegate IColumnConsumer<Delegate>.Take<T>(SourceColumn<T> column)
    {
        SourceRow<T> row = column.Bind(_input);
        AffineMap<T> map = _column.Parameters.ToMap<T>(_column.Input.Channels);
        return column.MakeGetter((ref VBuffer<T> destination) => row.ReadNormalized(map, ref destination));
    }
}
