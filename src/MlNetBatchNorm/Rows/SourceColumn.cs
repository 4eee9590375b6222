using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>How the rows of one column are read and added up: all that its kind decides.</summary>
internal abstract class SourceColumn(ColumnShape shape)
{
    public ColumnShape Shape { get; } = shape;

    /// <summary>How many rows are best added to the column's statistics at once: one where a row takes long.</summary>
    public virtual int RowsAtOnce => HasOneValue ? RealMoments.RowsAtOnce(Shape.Channels.Channels) : 1;

    /// <summary>Whether a row has one value per channel, which is kept instead of moments.</summary>
    protected bool HasOneValue => Shape.Channels.Spatial == 1;

    /// <summary>Reads the column of a cursor's current row.</summary>
    public abstract SourceRow Bind(DataViewRow row);

    /// <summary>Places for so many rows.</summary>
    public virtual ColumnRows EmptyRows(int capacity) => new MomentRows([.. Enumerable.Range(0, capacity).Select(_ => EmptyMoments())]);

    /// <summary>Empty moments of one row.</summary>
    public abstract ChannelMoments EmptyMoments();

    /// <summary>Empty moments of a batch of rows.</summary>
    public virtual ChannelMoments EmptyBatch() => EmptyMoments();
}
