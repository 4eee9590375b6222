using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>Columns whose parameters are learned from rows.</summary>
internal abstract class LearnedFit(IReadOnlyList<InputOutputColumnPair> columns, BatchNormEstimator.Options options) : BatchNormFit(columns)
{
    public override bool TracksRunningStats => Options.TrackRunningStats;

    public override bool IsAffine => Options.Affine;

    protected BatchNormEstimator.Options Options { get; } = options;

    /// <summary>The input of every column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or not as it must be.</exception>
    protected ColumnShape[] Find(IChannel channel, IDataView input, bool allowOwnSizes = false)
    {
        foreach (InputOutputColumnPair pair in Columns)
            MissingColumn.Check(input, pair);
        return Find(channel, input.Schema, allowOwnSizes);
    }

    /// <summary>The input of every column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or not as it must be.</exception>
    protected ColumnShape[] Find(IChannel channel, DataViewSchema schema, bool allowOwnSizes = false)
    {
        ColumnShape[] shapes = [.. Columns.Select(pair =>
            ColumnFinder.Find(schema, pair.InputColumnName, Options.Layout, Options.NumFeatures, Options.ImageChannels, allowOwnSizes))];
        foreach (ColumnShape shape in shapes.DistinctBy(shape => shape.ColumnName))
            LayoutWarnings.Write(channel, shape, Options.Layout, Options.NumFeatures);
        return shapes;
    }

    /// <summary>The fits of all columns, each with what it begins with.</summary>
    protected ColumnFit[] Begin(ColumnShape[] shapes, FittedColumns? previous) =>
        [.. shapes.Select((shape, i) => new ColumnFit(Columns[i].OutputColumnName, shape, Options, previous?[i]))];
}
