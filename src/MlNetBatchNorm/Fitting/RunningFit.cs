using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>Columns that learn PyTorch's running statistics, or none if each batch is normalized by its own.</summary>
internal sealed class RunningFit(IReadOnlyList<InputOutputColumnPair> columns, BatchNormEstimator.Options options) : LearnedFit(columns, options)
{
    public override FittedColumns Fit(IHost host, IDataView input)
    {
        using IChannel channel = host.Start("Fit");
        return Learn(host, channel, input, Find(channel, input), previous: null);
    }

    public override FittedColumns Fit(IHost host, IDataView input, FittedColumns previous)
    {
        using IChannel channel = host.Start("Fit");
        ColumnShape[] shapes = Find(channel, input);
        ContinuationValidation.Check(previous, Columns, shapes, Options);
        ImageMaker.Warn(channel, previous.Select(column => column.Input));
        return Learn(host, channel, input, shapes, previous);
    }

    public override ChannelStatistics Collect(IHost host, IDataView input, Shard? shard) => throw NotMergeable("collected in parts");

    public override FittedColumns Fit(IHost host, ChannelStatistics statistics) => throw NotMergeable("fitted from merged statistics");

    private static Exception NotMergeable(string use) => Errors.Data(
        "This estimator learns running statistics, which depend on the order of the batches, so they cannot be " +
        $"{use}. Set Statistics to Exact.");

    private FittedColumns Learn(IHost host, IChannel channel, IDataView input, ColumnShape[] shapes, FittedColumns? previous)
    {
        Options.CancellationToken.ThrowIfCancellationRequested();
        ColumnFit[] fits = Begin(shapes, previous);
        var fitted = new FittedColumns(Options.BatchSize, [.. TracksRunningStats
            ? Read(host, channel, input, shapes, previous).Zip(fits, (column, fit) => fit.Finish(column.Learn()))
            : fits.Select(fit => fit.Finish(LearnedStatistics.None))]);
        FitWarnings.Write(channel, fitted);
        return fitted;
    }

    private RunningColumn[] Read(IHost host, IChannel channel, IDataView input, ColumnShape[] shapes, FittedColumns? previous)
    {
        RunningColumn[] statistics = [.. shapes.Select((shape, i) => new RunningColumn(shape, Options, previous?[i]))];
        var pass = new StatisticsPass(host, channel, input, Options, statistics);
        pass.Run();
        if (previous is null)
            pass.CheckNotEmpty();
        else
            pass.WarnIfEmpty();
        pass.Log("Fitted batch normalization of");
        Array.ForEach(statistics, column => column.Warn(channel));
        return statistics;
    }
}
