using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>
/// Columns that learn exact statistics. There is one way: to collect the sums of the rows, to merge them with those of other rows, if there are
/// any, and to round what they give.
/// </summary>
internal sealed class ExactColumns(IReadOnlyList<InputOutputColumnPair> columns, BatchNormEstimator.Options options) : LearnedColumns(columns, options)
{
    public override FittedColumns Fit(IHost host, IDataView input)
    {
        ColumnFit[] fits = Begin(Find(input.Schema), previous: null);
        return Finish(host, fits, Read(host, input, forFit: true));
    }

    public override FittedColumns Fit(IHost host, IDataView input, FittedColumns previous)
    {
        ColumnShape[] shapes = Find(input.Schema);
        ContinuationValidation.Check(previous, Columns, shapes, Options);
        return Finish(host, Begin(shapes, previous), previous.Exact!.Merge(Read(host, input, forFit: true)));
    }

    public override ChannelStatistics Collect(IHost host, IDataView input, Shard? shard)
    {
        ChannelStatistics statistics = Read(host, input, forFit: false);
        return shard is null
            ? statistics
            : new ChannelStatistics(statistics.Columns, statistics.RowsSkipped, statistics.NonFinite, new ShardSet(shard));
    }

    public override FittedColumns Fit(IHost host, ChannelStatistics statistics)
    {
        // As in a view that has these columns, and no others.
        ColumnShape[] shapes = Find(InputSchema.Of(statistics.Columns.Select(column => column.Column)));
        StatisticsValidation.Check(statistics, shapes, Options);
        return Finish(host, Begin(shapes, previous: null), statistics);
    }

    private FittedColumns Finish(IHost host, ColumnFit[] fits, ChannelStatistics statistics)
    {
        Dictionary<string, LearnedStatistics> learned = statistics.Columns.ToDictionary(
            column => column.Column.ColumnName, column => Learn(column, statistics.Rows));
        var fitted = new FittedColumns(
            Options.BatchSize, [.. fits.Select((fit, i) => fit.Finish(learned[Columns[i].InputColumnName]))], statistics);
        using IChannel channel = host.Start("Fit");
        FitWarnings.Write(channel, fitted);
        return fitted;
    }

    /// <summary>The number of batches doesn't depend on how the rows were split.</summary>
    private LearnedStatistics Learn(ColumnMoments column, long rows)
    {
        int channels = column.Column.Channels.Channels;
        if (rows == 1 && column.Column.Channels.Spatial == 1)
            throw Errors.Data(
                $"Input column '{column.Column.ColumnName}' has 1 value per channel in all, and one value has no variance. Fit on more rows.");
        return new LearnedStatistics(
            [.. Enumerable.Range(0, channels).Select(column.Moments.MeanSingle)],
            [.. Enumerable.Range(0, channels).Select(column.Moments.VarianceSingle)],
            ((rows - 1) / Options.BatchSize) + 1);
    }

    private ChannelStatistics Read(IHost host, IDataView input, bool forFit)
    {
        Options.CancellationToken.ThrowIfCancellationRequested();
        using IChannel channel = host.Start(forFit ? "Fit" : "CollectStatistics");
        PooledColumn[] sums = [.. Find(input.Schema).DistinctBy(shape => shape.ColumnName).Select(shape => new PooledColumn(shape))];
        var pass = new StatisticsPass(host, channel, input, Options, sums);
        pass.Run();
        if (forFit)
            pass.CheckNotEmpty();
        pass.Log(forFit ? "Fitted batch normalization of" : "Collected statistics of");
        return new ChannelStatistics([.. sums.Select(column => column.Finish())], pass.RowsSkipped, Options.NonFinite, shards: null);
    }
}
