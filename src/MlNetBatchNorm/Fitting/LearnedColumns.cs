using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>Columns whose parameters are learned from rows.</summary>
internal sealed class LearnedColumns(IReadOnlyList<InputOutputColumnPair> columns, BatchNormEstimator.Options options) : ColumnSource(columns)
{
    public override bool TracksRunningStats => options.TrackRunningStats;

    public override bool IsAffine => options.Affine;

    public override FittedColumns Fit(IHost host, IDataView input) =>
        Learn(host, input, [.. Columns.Select(pair => new ColumnFit(pair.OutputColumnName, Find(input, pair), options, previous: null))]);

    public override FittedColumns Fit(IHost host, IDataView input, FittedColumns previous)
    {
        ColumnShape[] shapes = [.. Columns.Select(pair => Find(input, pair))];
        ContinuationValidation.Check(previous, Columns, shapes, options);
        return Learn(host, input, [.. shapes.Select((shape, i) => new ColumnFit(Columns[i].OutputColumnName, shape, options, previous[i]))]);
    }

    private ColumnShape Find(IDataView input, InputOutputColumnPair pair) =>
        ColumnFinder.Find(input.Schema, pair.InputColumnName, options.Layout, options.NumFeatures, options.ImageChannels);

    private FittedColumns Learn(IHost host, IDataView input, ColumnFit[] columns)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        using IChannel channel = host.Start("Fit");
        if (TracksRunningStats)
            new StatisticsPass(host, channel, input, options, [.. columns.Select(column => column.Statistics!)]).Run();
        var fitted = new FittedColumns(options.BatchSize, options.Statistics, [.. columns.Select(column => column.Finish())]);
        FitWarnings.Write(channel, fitted);
        return fitted;
    }
}
