using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>A column of images.</summary>
internal sealed class PixelColumn(ColumnShape shape, ImageShape image) : SourceColumn<float>(shape)
{
    /// <summary>Decoding one takes long.</summary>
    public override int RowsAtOnce => 1;

    public override SourceRow<float> Bind(DataViewRow row) => new PixelRow(row, Shape.ColumnName, image);

    public override ChannelMoments EmptyMoments() => new ByteMoments(Shape.Channels.Channels);
}
