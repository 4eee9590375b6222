using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>A vector of float or double.</summary>
internal sealed class RealRow<T>(DataViewRow row, ColumnShape column) : SourceRow<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly DenseValues<T> _values = new(row, column);
    private readonly KeptRows<T> _kept = new(column.Channels.Size);
    private readonly int _size = column.Channels.Size;

    public override void Read() => _values.Read();

    public override void ComputeMoments(ChannelMoments moments)
    {
        if (moments is CountedMoments counted)
            counted.Compute(_values.Current, column.Channels);
        else
            MomentsKernel.Compute(_values.Current, column.Channels, (RealMoments)moments);
    }

    public override void ReadInto(ColumnRows rows, int index)
    {
        if (rows is ValueRows<T> values)
            _values.ReadInto(ref values.Begin(index));
        else
            base.ReadInto(rows, index);
    }

    public override void Normalize(AffineMap<T> map, Span<T> destination) => AffineKernel.Apply(_values.Current, destination, map);

    public override void Keep(int index) => _values.ReadInto(_kept, index);

    public override void AddKept(ChannelMoments batch, ChannelMoments row, int first, int count)
    {
        if (column.Channels.Spatial == 1)
        {
            ReadOnlySpan<T[]> rows = _kept.Arrays(first, count);
            ((IValueMoments)batch).AddRows(rows, FiniteValues.AreAll(rows, Lanes.Padded(_size)));
            return;
        }

        for (int i = first; i < first + count; i++)
        {
            MomentsKernel.Compute(_kept[i], column.Channels, (RealMoments)row);
            batch.Merge(row);
        }
    }

    public override void NormalizeKept(int index, AffineMap<T> map, Span<T> destination) => AffineKernel.Apply(_kept[index], destination, map);

    public override void Dispose() => _kept.Dispose();

    /// <summary>
    /// The source writes into the caller's buffer, and the values are mapped where they lie: half the memory that a buffer in between would take.
    /// A source that hands out an array of its own instead keeps it as it is.
    /// </summary>
    public override void ReadNormalized(AffineMap<T> map, ref VBuffer<T> destination)
    {
        if (_values.SourceHasArrays)
        {
            base.ReadNormalized(map, ref destination);
            return;
        }

        Span<T> normalized = DenseSpan(ref destination, _size);
        ReadOnlySpan<T> values = _values.Offer(destination);
        if (_values.SourceHasArrays)
        {
            destination = default;
            normalized = DenseSpan(ref destination, _size);
        }

        AffineKernel.Apply(values, normalized, map);
    }
}
