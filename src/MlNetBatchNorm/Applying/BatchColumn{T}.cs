using System.Numerics;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Applying;

/// <summary>A <see cref="BatchColumn"/> whose normalized values are of type <typeparamref name="T"/>.</summary>
internal sealed class BatchColumn<T>(FittedColumn column, SourceRow<T> source) : BatchColumn
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<T[]> _rows = [];
    private readonly AffineMap<T> _identity = AffineMap<T>.Identity(column.Input.Channels);
    private readonly ChannelMoments _rowMoments = SourceRows.EmptyRowMoments(column.Input);
    private readonly ChannelMoments _batchMoments = SourceRows.EmptyMoments(column.Input);
    private readonly double[] _mean = new double[column.Input.Channels.Channels];
    private readonly double[] _variance = new double[column.Input.Channels.Channels];
    private AffineMap<T>? _map;

    public override void ReadRow(int index)
    {
        if (index == _rows.Count)
            _rows.Add(new T[column.Input.Channels.Size]);
        source.Read();
        source.Normalize(_identity, _rows[index]);
        source.ComputeMoments(_rowMoments);
        _batchMoments.Merge(_rowMoments);
    }

    public override void EndBatch(long firstRow)
    {
        if (_batchMoments.Count == 1)
            throw BatchErrors.OneValue(column.Input.ColumnName, firstRow,
                "Choose another BatchSize (2 or more) that leaves no last batch of one row, or filter the rows.");
        for (int c = 0; c < _mean.Length; c++)
        {
            _mean[c] = _batchMoments.Mean(c);
            _variance[c] = _batchMoments.BiasedVariance(c);
        }

        _map = column.Parameters.Affine.ToMap<T, double>(column.Input.Channels, _mean, _variance);
        _batchMoments.Clear();
    }

    public override Delegate MakeGetter(Func<int> row) => SourceRow<T>.MakeGetter(column.Input, (ref VBuffer<T> destination) =>
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, column.Input.Channels.Size);
        AffineKernel.Apply<T, T>(_rows[row()], editor.Values, _map!);
        destination = editor.Commit();
    });
}
