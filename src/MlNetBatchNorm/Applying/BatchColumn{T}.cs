using System.Numerics;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Applying;

/// <summary>A <see cref="BatchColumn"/> whose normalized values are of type <typeparamref name="T"/>.</summary>
internal sealed class BatchColumn<T>(FittedColumn column, SourceColumn<T> source, SourceRow<T> row) : BatchColumn
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChannelMoments _batch = source.EmptyBatch();
    private readonly ChannelMoments _rowMoments = source.EmptyMoments();
    private readonly int _rowsAtOnce = source.RowsAtOnce;
    private readonly double[] _mean = new double[column.Input.Channels.Channels];
    private readonly double[] _variance = new double[column.Input.Channels.Channels];
    private readonly AffineMap<T> _map = new(column.Input.Channels);
    private int _rows;
    private int _added;

    public override void ReadRow(int index)
    {
        if (index == 0)
            Begin();
        row.Keep(index);
        _rows = index + 1;
        if (_rows - _added == _rowsAtOnce)
            AddRows();
    }

    public override void EndBatch(long firstRow)
    {
        AddRows();
        if (_batch.Count == 1)
            throw BatchErrors.OneValue(column.Input.ColumnName, firstRow,
                "Choose another BatchSize (2 or more) that leaves no last batch of one row, or filter the rows.");
        _batch.CopyMoments(_mean, _variance);
        for (int c = 0; c < _variance.Length; c++)
            _variance[c] /= _batch.Count;
        column.Parameters.Affine.Fill<T, double>(_map, _mean, _variance);
        CheckScales(firstRow);
    }

    public override Delegate MakeGetter(Func<int> index) => source.MakeGetter((ref VBuffer<T> destination) =>
        row.NormalizeKept(index(), _map, SourceRow<T>.DenseSpan(ref destination, column.Input.Channels.Size)));

    public override void Dispose() => row.Dispose();

    /// <summary>Values that are not finite have a variance that is not either, and are what they are.</summary>
    private void CheckScales(long firstRow)
    {
        for (int c = 0; c < _variance.Length; c++)
        {
            if (T.IsInfinity(_map.Scale[c]) && double.IsFinite(_variance[c]))
                throw BatchErrors.SmallDeviation(column.Input.ColumnName, firstRow, c, Math.Sqrt(_variance[c]),
                    typeof(T) == typeof(double) ? "double" : "float", typeof(T) == typeof(double) ? "" : ", or convert it to Double");
        }
    }

    /// <summary>Takes all rows out, also those of a batch that could not be read to its end.</summary>
    private void Begin()
    {
        _batch.Clear();
        _added = 0;
    }

    private void AddRows()
    {
        row.AddKept(_batch, _rowMoments, _added, _rows - _added);
        _added = _rows;
    }
}
