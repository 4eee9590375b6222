using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Applying;

/// <summary>One batch of rows of one column, and the map that normalizes it by its own statistics.</summary>
internal abstract class BatchColumn
{
    /// <summary>Binds to the cursor that reads ahead.</summary>
    public static BatchColumn Create(FittedColumn column, DataViewRow ahead) => column.Input.Kind switch
    {
        ColumnKind.Single => new Of<float>(column, new RealRow<float>(ahead, column.Input)),
        ColumnKind.Double => new Of<double>(column, new RealRow<double>(ahead, column.Input)),
        _ => new Of<float>(column, SourceRow.CreateOfBytes(ahead, column.Input)),
    };

    /// <summary>Copies the row that the cursor stands on into the batch.</summary>
    public abstract void ReadRow(int index);

    /// <summary>Computes the map of the rows read since the last batch ended.</summary>
    /// <exception cref="InvalidOperationException">The batch has one value a channel, which has no variance.</exception>
    public abstract void EndBatch(long firstRow);

    /// <summary>A getter of the normalized values of the row of the batch that <paramref name="row"/> tells.</summary>
    public abstract Delegate MakeGetter(Func<int> row);

    private sealed class Of<T>(FittedColumn column, SourceRow<T> source) : BatchColumn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly List<T[]> _rows = [];
        private readonly AffineMap<T> _asItIs = ChannelAffine.CreateIdentity<T>(column.Input.Channels);
        private readonly ChannelMoments _rowMoments = SourceRow.EmptyMoments(column.Input);
        private readonly ChannelMoments _batchMoments = SourceRow.EmptyMoments(column.Input);
        private AffineMap<T>? _map;

        public override void ReadRow(int index)
        {
            if (index == _rows.Count)
                _rows.Add(new T[column.Input.Channels.Size]);
            source.Read();
            source.Normalize(_asItIs, _rows[index]);
            source.ComputeMoments(_rowMoments);
            _batchMoments.Merge(_rowMoments);
        }

        public override void EndBatch(long firstRow)
        {
            if (_batchMoments.Count == 1)
                throw BatchErrors.OneValue(column.Input.ColumnName, firstRow,
                    "Choose another BatchSize (2 or more) that leaves no last batch of one row, or filter the rows.");
            _map = ChannelAffine.CreateForBatch<T>(column.Input.Channels, column.Parameters, _batchMoments);
            _batchMoments.Clear();
        }

        public override Delegate MakeGetter(Func<int> row) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, column.Input.Channels.Size);
            AffineKernel.Apply<T, T>(_rows[row()], editor.Values, _map!);
            destination = editor.Commit();
        });
    }
}
