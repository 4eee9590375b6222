using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>A column of bytes.</summary>
internal sealed class ByteColumn(ColumnShape shape) : SourceColumn<float>(shape)
{
    public override SourceRow<float> Bind(DataViewRow row) => new VectorRow<byte, float>(row, Shape);

    public override ColumnRows EmptyRows(int capacity) =>
        HasOneValue ? new ValueRows<byte>(Shape.Channels.Channels, capacity) : base.EmptyRows(capacity);

    public override ChannelMoments EmptyMoments() => new ByteMoments(Shape.Channels.Channels);
}
