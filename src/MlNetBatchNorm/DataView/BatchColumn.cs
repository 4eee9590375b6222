using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.DataView;

/// <summary>One batch of rows of one column, and the map that normalizes it by its own statistics.</summary>
internal abstract class BatchColumn
{
    private delegate void ComputeMoments<T>(ReadOnlySpan<T> row, ChannelMoments moments);

    /// <summary>Binds to the cursor that reads ahead.</summary>
    public static BatchColumn Create(FittedColumn column, DataViewRow ahead) => column.Input.Kind switch
    {
        ItemKind.Single => OfReals(column, ValueRows.Dense<float>(ahead, column.Input)),
        ItemKind.Double => OfReals(column, ValueRows.Dense<double>(ahead, column.Input)),
        _ => new Of<byte, float>(column, ValueRows.Bytes(ahead, column.Input), (row, moments) =>
            MomentsKernel.Compute(row, column.Input.Channels, (ByteMoments)moments)),
    };

    /// <summary>Copies the row that the cursor stands on into the batch.</summary>
    public abstract void ReadRow(int index);

    /// <summary>Computes the map of the rows read since the last batch ended.</summary>
    /// <exception cref="InvalidOperationException">The batch has one value a channel, which has no variance.</exception>
    public abstract void EndBatch(long firstRow);

    /// <summary>A getter of the normalized values of the row of the batch that <paramref name="row"/> tells.</summary>
    public abstract Delegate MakeGetter(Func<int> row);

    private static Of<T, T> OfReals<T>(FittedColumn column, ValueRow<T> row) where T : unmanaged, IFloatingPointIeee754<T> =>
        new(column, row, (values, moments) => MomentsKernel.Compute(values, column.Input.Channels, (RealMoments)moments));

    private sealed class Of<TSource, T>(FittedColumn column, ValueRow<TSource> source, ComputeMoments<TSource> compute) : BatchColumn
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly List<TSource[]> _rows = [];
        private readonly ChannelMoments _rowMoments = RowMoments.Empty(column.Input);
        private readonly ChannelMoments _batchMoments = RowMoments.Empty(column.Input);
        private AffineMap<T>? _map;

        public override void ReadRow(int index)
        {
            if (index == _rows.Count)
                _rows.Add(new TSource[column.Input.Channels.Size]);
            ReadOnlySpan<TSource> values = source.Read();
            values.CopyTo(_rows[index]);
            compute(values, _rowMoments);
            _batchMoments.Merge(_rowMoments);
        }

        public override void EndBatch(long firstRow)
        {
            if (_batchMoments.Count == 1)
                throw BatchErrors.OneValue(column.Input.ColumnName, firstRow,
                    "Choose another BatchSize (2 or more) that leaves no last batch of one row, or filter the rows.");
            _map = ParametersMap.CreateForBatch<T>(column.Input.Channels, column.Parameters, _batchMoments);
            _batchMoments.Clear();
        }

        public override Delegate MakeGetter(Func<int> row) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, column.Input.Channels.Size);
            AffineKernel.Apply<TSource, T>(_rows[row()], editor.Values, _map!);
            destination = editor.Commit();
        });
    }
}
