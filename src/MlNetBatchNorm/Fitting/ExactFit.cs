using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm.Fitting;

/// <summary>
/// Columns that learn exact statistics. All fits take the same path: collect the sums of the rows, merge them with those of other rows, if there are
/// any, and round the results.
/// </summary>
internal sealed class ExactFit(IReadOnlyList<InputOutputColumnPair> columns, BatchNormEstimator.Options options) : LearnedFit(columns, options)
{
    /// <summary>Of normal doubles: smaller ones have fewer digits.</summary>
    private const double SmallestVariance = 2.2250738585072014e-308;

    public override FittedColumns Fit(IHost host, IDataView input)
    {
        using IChannel channel = host.Start("Fit");
        ColumnShape[] shapes = Find(channel, input);
        ColumnFit[] fits = Begin(shapes, previous: null);
        return Finish(channel, fits, ReadForFit(host, channel, input, shapes, pass => pass.CheckNotEmpty()));
    }

    public override FittedColumns Fit(IHost host, IDataView input, FittedColumns previous)
    {
        using IChannel channel = host.Start("Fit");
        ColumnShape[] shapes = Find(channel, input);
        ContinuationValidation.Check(previous, Columns, shapes, Options);
        ImageMaker.Warn(channel, previous.Select(column => column.Input));
        return Finish(channel, Begin(shapes, previous), previous.Exact!.WithImagesOf(shapes).Merge(ReadForFit(host, channel, input, shapes, pass => pass.WarnIfEmpty())));
    }

    public override ChannelStatistics Collect(IHost host, IDataView input, Shard? shard)
    {
        using IChannel channel = host.Start("CollectStatistics");
        ColumnShape[] shapes = Find(channel, input, allowOwnSizes: true);
        return Read(host, channel, input, shapes, shard is null ? null : new ShardSet(shard), pass => pass.Log("Collected statistics of"));
    }

    public override FittedColumns Fit(IHost host, ChannelStatistics statistics)
    {
        using IChannel channel = host.Start("Fit");
        // As in a view that has these columns, and no others.
        ColumnShape[] shapes = Find(channel, InputSchema.Of(statistics.Columns.Select(column => column.Column)));
        StatisticsValidation.Check(statistics, shapes, Options);
        ImageMaker.Warn(channel, statistics.Columns.Select(column => column.Column));
        ColumnShape[] collected = [.. shapes.Select(shape => shape with { ImagesOfMlNet = statistics.Find(shape.ColumnName).Column.ImagesOfMlNet })];
        return Finish(channel, Begin(collected, previous: null), statistics);
    }

    private FittedColumns Finish(IChannel channel, ColumnFit[] fits, ChannelStatistics statistics)
    {
        Dictionary<string, LearnedStatistics> learned = statistics.Columns.ToDictionary(
            column => column.Column.ColumnName, column => Learn(column, statistics.Rows));
        var fitted = new FittedColumns(
            Options.BatchSize, [.. fits.Select((fit, i) => fit.Finish(learned[Columns[i].InputColumnName]))], statistics);
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
        int few = Enumerable.Range(0, channels).FirstOrDefault(c => column.Moments.CountOf(c) < 2, -1);
        if (few >= 0)
            throw Errors.Data(
                $"Input column '{column.Column.ColumnName}': channel {few} has {(column.Moments.CountOf(few).IsZero ? "no value" : "only one value")} that is neither " +
                "NaN nor infinite, so it has no variance. Leave the channel out, or check the source.");
        ImmutableArray<double> mean = [.. Enumerable.Range(0, channels).Select(column.Moments.Mean)];
        ImmutableArray<double> variance = [.. Enumerable.Range(0, channels).Select(column.Moments.Variance)];
        int tooSmall = Enumerable.Range(0, channels).FirstOrDefault(c => variance[c] + Options.Epsilon < SmallestVariance && !column.Moments.IsConstant(c), -1);
        if (tooSmall >= 0)
            throw Errors.Data(
                $"Input column '{column.Column.ColumnName}': the variance of channel {tooSmall} is smaller than a double holds. Scale the column up before, or set Epsilon above 0.");
        return new LearnedStatistics(
            [.. mean.Select((value, c) => column.Moments.MeanSingle(c, value))],
            [.. variance.Select((value, c) => column.Moments.VarianceSingle(c, value))],
            ((rows - 1) / Options.BatchSize) + 1, mean, variance);
    }

    private ChannelStatistics ReadForFit(IHost host, IChannel channel, IDataView input, ColumnShape[] shapes, Action<StatisticsPass> check) =>
        Read(host, channel, input, shapes, shards: null, pass =>
        {
            check(pass);
            pass.Log("Fitted batch normalization of");
        });

    private ChannelStatistics Read(
        IHost host, IChannel channel, IDataView input, ColumnShape[] shapes, ShardSet? shards, Action<StatisticsPass> end)
    {
        Options.CancellationToken.ThrowIfCancellationRequested();
        ExactColumn[] sums = [.. shapes.DistinctBy(shape => shape.ColumnName).Select(shape => new ExactColumn(shape, Options.NonFinite == NonFiniteHandling.IgnoreValue))];
        var pass = new StatisticsPass(host, channel, input, Options, sums);
        pass.Run();
        end(pass);
        return new ChannelStatistics(new StatisticsContent([.. sums.Select(column => column.Finish())], pass.RowsSkipped, Options.NonFinite, shards));
    }
}
