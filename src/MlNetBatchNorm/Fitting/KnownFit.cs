using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>Columns whose parameters are known: fitting only looks at their types.</summary>
/// <param name="columns">The columns to read and to make.</param>
/// <param name="parameters">The parameters of all of them.</param>
/// <param name="imageChannels">Which channels are read from images.</param>
/// <param name="isOrderGuessed">Whether the order of these channels was not given.</param>
/// <param name="areOfPixels">Whether the parameters may be statistics of pixels, whose units are checked.</param>
internal sealed class KnownFit(
    IReadOnlyList<InputOutputColumnPair> columns, BatchNormParameters parameters, ImageChannels imageChannels, bool isOrderGuessed, bool areOfPixels)
    : BatchNormFit(columns)
{
    public override bool TracksRunningStats => parameters.TracksRunningStats;

    public override bool IsAffine => parameters.IsAffine;

    public override FittedColumns Fit(IHost host, IDataView input)
    {
        using IChannel channel = host.Start("Fit");
        return new FittedColumns(Defaults.BatchSize, [.. Columns.Select(pair => Fit(host, channel, input, pair))]);
    }

    public override FittedColumns Fit(IHost host, IDataView input, FittedColumns previous) => throw Errors.Parameter(nameof(previous),
        "This estimator has its parameters already and does not learn, so a fit cannot go on. Make one that learns with NormalizeBatch.");

    public override ChannelStatistics Collect(IHost host, IDataView input, Shard? shard) => throw LearnsNothing("no statistics are collected");

    public override FittedColumns Fit(IHost host, ChannelStatistics statistics) => throw LearnsNothing("it cannot be fitted from statistics");

    private static Exception LearnsNothing(string consequence) => Errors.Data(
        $"This estimator has its parameters already and does not learn, so {consequence}. Make one that learns with NormalizeBatch.");

    /// <summary>Whoever comes from torchvision, which repeats a single mean for every channel, gets another image than expected.</summary>
    private static void WarnOfGray(IChannel channel, ColumnShape column) =>
        channel.Warning(
            $"Column '{column.ColumnName}': statistics of one channel make its images gray. If that is meant, set imageChannels to Gray; otherwise give one " +
            "mean and one deviation per channel (torchvision repeats a single one for red, green and blue).");

    private FittedColumn Fit(IHost host, IChannel channel, IDataView input, InputOutputColumnPair pair)
    {
        MissingColumn.Check(input, pair);
        ColumnShape shape = ColumnFinder.Find(input.Schema, pair.InputColumnName, parameters.Layout, parameters.NumFeatures, imageChannels);
        LayoutWarnings.Write(channel, shape, parameters.Layout, parameters.NumFeatures);
        if (isOrderGuessed && shape.Image is { Channels: ImageChannels.Gray })
            WarnOfGray(channel, shape);
        if (areOfPixels)
            PixelUnits.Check(channel, input, shape, parameters);
        bool ofDoubles = shape.Kind == ColumnKind.Double;
        if (!ofDoubles)
            ParametersValidation.RequireSingles(parameters, $"Input column '{shape.ColumnName}' is normalized in single precision");
        return new FittedColumn(pair.OutputColumnName, shape, parameters.ForColumn(shape.Layout, shape.Image?.Channels, ofDoubles));
    }
}
