using System.Numerics;
using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>A column of float or double.</summary>
internal sealed class RealColumn<T>(ColumnShape shape) : SourceColumn<T>(shape) where T : unmanaged, IFloatingPointIeee754<T>
{
    private int Channels => Shape.Channels.Channels;

    public override SourceRow<T> Bind(DataViewRow row) => new RealRow<T>(row, Shape);

    public override ColumnRows EmptyRows(int capacity) => HasOneValue ? new ValueRows<T>(Channels, capacity) : base.EmptyRows(capacity);

    public override ChannelMoments EmptyMoments() => Shape.IgnoresNonFinite ? new CountedMoments(new RealMoments(Channels)) : new RealMoments(Channels);

    public override ChannelMoments EmptyBatch()
    {
        if (typeof(T) == typeof(float))
            return EmptyMoments();
        var batch = new PivotedMoments(Channels);
        return Shape.IgnoresNonFinite ? new CountedMoments(batch) : batch;
    }
}
