using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.DataView;

/// <summary>One batch of rows of one column, and the map that normalizes it by its own statistics.</summary>
internal abstract class BatchColumn
{
    /// <summary>Binds to the cursor that reads ahead.</summary>
    public static BatchColumn Create(FittedColumn column, DataViewRow ahead) => column.Kind switch
    {
        ItemKind.Single => new Of<float, float>(column, ahead),
        ItemKind.Double => new Of<double, double>(column, ahead),
        _ => new Of<byte, float>(column, ahead),
    };

    /// <summary>Copies the row that the cursor stands on into the batch.</summary>
    public abstract void ReadRow(int index);

    /// <summary>Computes the map of the rows read since the last batch ended.</summary>
    /// <exception cref="InvalidOperationException">The batch has one value a channel, which has no variance.</exception>
    public abstract void EndBatch(long firstRow);

    /// <summary>A getter of the normalized values of the row of the batch that <paramref name="row"/> tells.</summary>
    public abstract Delegate MakeGetter(Func<int> row);

    private sealed class Of<TSource, T>(FittedColumn column, DataViewRow ahead) : BatchColumn
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly DenseRow<TSource> _source = new(ahead, column.InputColumnName, column.Channels.Size);
        private readonly List<TSource[]> _rows = [];
        private readonly ChannelMoments _rowMoments = new(column.Channels.Channels);
        private readonly ChannelMoments _batchMoments = new(column.Channels.Channels);
        private AffineMap<T>? _map;

        public override void ReadRow(int index)
        {
            if (index == _rows.Count)
                _rows.Add(new TSource[column.Channels.Size]);
            ReadOnlySpan<TSource> values = _source.Read();
            values.CopyTo(_rows[index]);
            MomentsKernel.Compute(values, column.Channels, _rowMoments);
            _batchMoments.Merge(_rowMoments);
        }

        public override void EndBatch(long firstRow)
        {
            if (_batchMoments.Count == 1)
                throw BatchErrors.OneValue(column.InputColumnName, firstRow,
                    "Choose another BatchSize (2 or more) that leaves no last batch of one row, or filter the rows.");
            _map = ParametersMap.CreateForBatch<T>(column.Channels, column.Parameters, _batchMoments);
            _batchMoments.Clear();
        }

        public override Delegate MakeGetter(Func<int> row) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, column.Channels.Size);
            AffineKernel.Apply<TSource, T>(_rows[row()], editor.Values, _map!);
            destination = editor.Commit();
        });
    }
}
