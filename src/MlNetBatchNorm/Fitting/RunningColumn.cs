using System.Collections.Immutable;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Fitting;

/// <summary>PyTorch's running statistics: batch by batch, in order. Those of two data sets cannot be merged.</summary>
internal sealed class RunningColumn : ColumnStatistics
{
    private readonly double? _momentum;
    private readonly ChannelMoments _batch;
    private readonly RunningStatistics _running;
    private readonly BatchDrift _drift;
    private readonly double[] _counts;
    private readonly double[] _batchCounts;
    private bool _isMissing;

    public RunningColumn(ColumnShape column, BatchNormEstimator.Options options, FittedColumn? previous)
        : base(column, options.NonFinite == NonFiniteHandling.IgnoreValue)
    {
        bool ofDoubles = column.Kind == ColumnKind.Double;
        _momentum = options.Momentum is { } factor && ofDoubles ? Widening.AsWritten(factor) : options.Momentum;
        _drift = new BatchDrift(Source);
        _batch = Source.EmptyBatch();
        _counts = new double[column.Channels.Channels];
        _batchCounts = new double[column.Channels.Channels];
        _running = previous is { Parameters: var parameters }
            ? new RunningStatistics(Doubles(parameters, parameters.MeanOf), Doubles(parameters, parameters.VarianceOf), parameters.NumBatchesTracked, ofDoubles)
            : new RunningStatistics(column.Channels.Channels, ofDoubles);
    }

    public override void AddRows(ColumnRows rows, int first, int count) => rows.AddTo(_batch, first, count);

    public override void EndBatch(long firstRow)
    {
        if (_batch.Count == 1)
            throw BatchErrors.OneValue(Column.ColumnName, firstRow,
                "To preprocess data, set Statistics to Exact, which has no batches. To keep running statistics, choose another BatchSize (2 or more), or set " +
                "DropLastBatch to leave a short last batch out.");
        _running.Update(_batch, _momentum);
        CountValues();
        _drift.Add(_batch);
        _batch.Clear();
    }

    /// <summary>What was learned from all rows so far.</summary>
    /// <exception cref="InvalidOperationException">No batch had two values of a channel.</exception>
    public LearnedStatistics Learn()
    {
        if (_running.FindEmpty() is >= 0 and var empty)
            throw Errors.Data(
                $"Input column '{Column.ColumnName}': no batch has two values of channel {empty} that are neither NaN nor infinite, so it has no variance. Leave the " +
                "channel out, or check the source.");
        ImmutableArray<double> mean = [.. _running.Mean], variance = [.. _running.Variance];
        // A variance that is too small for a float was rounded, if not to nothing.
        ImmutableArray<double> unrounded =
            [.. variance.Select((value, c) => Column.Kind == ColumnKind.Double || float.IsNormal((float)value) ? value : _drift.Variance(c))];
        return new(DoubleParameters.ToSingles(mean), DoubleParameters.ToSingles(variance), _running.Batches, mean, unrounded);
    }

    protected override long[]? Counts() => _isMissing ? Array.ConvertAll(_counts, count => (long)count) : null;

    private void CountValues()
    {
        if (!Source.Shape.IgnoresNonFinite)
            return;
        _isMissing |= _batch is CountedMoments { IsComplete: false };
        _batch.CopyCounts(_batchCounts);
        for (int c = 0; c < _counts.Length; c++)
            _counts[c] += _batchCounts[c];
    }

    private static double[] Doubles(BatchNormParameters parameters, Func<int, double> value) =>
        [.. Enumerable.Range(0, parameters.RunningMean.Length).Select(value)];

    /// <summary>Warns of rows whose order these statistics depend on.</summary>
    public void Warn(IChannel channel) => _drift.Warn(channel);
}
