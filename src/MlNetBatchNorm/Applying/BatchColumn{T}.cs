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
    private readonly ChannelMoments _rowMoments = SourceRows.EmptyRowMoments(column.Input);
    private readonly BatchMoments _batch = SourceRows.EmptyBatch(column.Input, finite: false);
    private readonly double[] _mean = new double[column.Input.Channels.Channels];
    private readonly double[] _variance = new double[column.Input.Channels.Channels];
    private readonly AffineMap<T> _map = new(column.Input.Channels);

    public override void ReadRow(int index)
    {
        source.Read();
        source.Keep(index);
        source.ComputeMoments(_rowMoments);
        _batch.Add(_rowMoments);
    }

    public override void EndBatch(long firstRow)
    {
        ChannelMoments moments = _batch.Moments;
        if (moments.Count == 1)
            throw BatchErrors.OneValue(column.Input.ColumnName, firstRow,
                "Choose another BatchSize (2 or more) that leaves no last batch of one row, or filter the rows.");
        moments.CopyMoments(_mean, _variance);
        for (int c = 0; c < _variance.Length; c++)
            _variance[c] /= moments.Count;
        column.Parameters.Affine.Fill<T, double>(_map, _mean, _variance);
        _batch.Clear();
    }

    public override Delegate MakeGetter(Func<int> row) => SourceRow<T>.MakeGetter(column.Input, (ref VBuffer<T> destination) =>
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, column.Input.Channels.Size);
        source.NormalizeKept(row(), _map, editor.Values);
        destination = editor.Commit();
    });

    public override void Dispose() => source.Dispose();
}
