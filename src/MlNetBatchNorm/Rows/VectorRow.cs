using System.Numerics;
using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>A vector of numbers, or a number as a vector of one.</summary>
internal class VectorRow<TValue, T>(DataViewRow row, ColumnShape column) : SourceRow<T>(row, column.ColumnName)
    where TValue : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly KeptRows<TValue> _kept = new(column.Channels.Size);

    protected DenseValues<TValue> Values { get; } = new(row, column);

    public override void Read() => Values.Read();

    public override void ComputeMoments(ChannelMoments moments) =>
        RowKernel.Compute(Values.Current, column.Channels, moments);

    public override void Normalize(AffineMap<T> map, Span<T> destination) => AffineKernel.Apply(Values.Current, destination, map);

    public override void Keep(int index) => Values.ReadInto(_kept, index);

    public override void AddKept(ChannelMoments batch, ChannelMoments row, int first, int count)
    {
        if (column.Channels.Spatial == 1)
        {
            ReadOnlySpan<TValue[]> rows = _kept.Arrays(first, count);
            batch.AddRows(rows, FiniteValues.AreAll(rows, Lanes.Padded(column.Channels.Size)));
            return;
        }

        for (int i = first; i < first + count; i++)
        {
            RowKernel.Compute(_kept[i], column.Channels, row);
            batch.Merge(row);
        }
    }

    public override void NormalizeKept(int index, AffineMap<T> map, Span<T> destination) => AffineKernel.Apply(_kept[index], destination, map);

    public override void Dispose() => _kept.Dispose();

    protected override void ReadInto(ColumnRows rows, int index)
    {
        if (rows is ValueRows<TValue> values)
            Values.ReadInto(ref values.Begin(index));
        else
            base.ReadInto(rows, index);
    }
}
