using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>A vector of bytes.</summary>
internal sealed class ByteRow(DataViewRow row, ColumnShape column) : SourceRow<float>
{
    private readonly DenseValues<byte> _values = new(row, column);
    private readonly KeptRows<byte> _kept = new(column.Channels.Size);

    public override void Read() => _values.Read();

    public override void ComputeMoments(ChannelMoments moments) => ByteKernel.Compute(_values.Current, column.Channels, (ByteMoments)moments);

    public override void ReadInto(ColumnRows rows, int index)
    {
        if (rows is ByteRows values)
            _values.ReadInto(ref values.Begin(index));
        else
            base.ReadInto(rows, index);
    }

    public override void Normalize(AffineMap<float> map, Span<float> destination) => AffineKernel.Apply(_values.Current, destination, map);

    public override void Keep(int index) => _values.ReadInto(_kept, index);

    public override void AddKept(ChannelMoments batch, ChannelMoments row, int first, int count)
    {
        if (column.Channels.Spatial == 1)
        {
            ((ByteMoments)batch).AddRows(_kept.Arrays(first, count));
            return;
        }

        for (int i = first; i < first + count; i++)
        {
            ByteKernel.Compute(_kept[i], column.Channels, (ByteMoments)row);
            batch.Merge(row);
        }
    }

    public override void NormalizeKept(int index, AffineMap<float> map, Span<float> destination) => AffineKernel.Apply(_kept[index], destination, map);

    public override void Dispose() => _kept.Dispose();
}
