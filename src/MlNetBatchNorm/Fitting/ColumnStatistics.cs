using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Fitting;

/// <summary>Turns the moments of rows, in their order, into what is learned of one column.</summary>
internal sealed class ColumnStatistics
{
    private readonly BatchNormEstimator.Options _options;
    private readonly ChannelMoments _batch;
    private readonly RunningStatistics _running;
    private readonly ChannelMoments? _pooled;
    private long _batches;

    /// <summary>Begins anew, or goes on from what a previous fit learned.</summary>
    public ColumnStatistics(ColumnShape column, BatchNormEstimator.Options options, FittedColumn? previous)
    {
        Column = column;
        _options = options;
        int channels = column.Channels.Channels;
        _batch = SourceRow.EmptyMoments(column);
        _batches = previous?.Parameters.NumBatchesTracked ?? 0;
        _running = previous is null
            ? new RunningStatistics(channels)
            : new RunningStatistics(previous.Parameters.RunningMean.AsSpan(), previous.Parameters.RunningVariance.AsSpan(), _batches);
        if (options.Statistics == BatchNormStatistics.Exact)
        {
            _pooled = SourceRow.EmptyMoments(column);
            if (previous?.Pooled is { } pooled)
                _pooled.Merge(pooled);
        }
    }

    public ColumnShape Column { get; }

    /// <summary>The moments that an exact fit goes on from; null for running statistics.</summary>
    public ChannelMoments? Pooled => _pooled;

    /// <summary>Takes a row in.</summary>
    public void AddRow(ChannelMoments row) => (_pooled ?? _batch).Merge(row);

    /// <summary>Ends a batch of rows; <paramref name="firstRow"/> is where it began, for the error's text.</summary>
    /// <exception cref="InvalidOperationException">The batch has one value a channel, which has no variance.</exception>
    public void EndBatch(long firstRow)
    {
        _batches++;
        if (_pooled is not null)
            return;
        if (_batch.Count == 1)
            throw BatchErrors.OneValue(Column.ColumnName, firstRow,
                "Choose another BatchSize (2 or more), or set DropLastBatch to leave a short last batch out.");
        _running.Update(_batch, _options.Momentum);
        _batch.Clear();
    }

    /// <summary>What was learned.</summary>
    /// <exception cref="InvalidOperationException">Too few values went in, or a channel has no finite scale.</exception>
    public BatchNormParameters ToParameters(ImmutableArray<float>? weight, ImmutableArray<float>? bias)
    {
        int channels = Column.Channels.Channels;
        if (!_options.TrackRunningStats)
            return new BatchNormParameters(channels, [], [], weight, bias, _options.Epsilon, _options.Momentum, 0, Column.Layout);

        float[] mean = _running.Mean;
        float[] variance = _running.Variance;
        if (_pooled is { } pooled)
        {
            if (pooled.Count < 2)
                throw Errors.Data(
                    $"Input column '{Column.ColumnName}' has {pooled.Count} value a channel in all, and one value has no variance. Fit on more rows.");
            mean = [.. Enumerable.Range(0, channels).Select(c => (float)pooled.Mean(c))];
            variance = [.. Enumerable.Range(0, channels).Select(c => (float)pooled.UnbiasedVariance(c))];
        }

        var parameters = new BatchNormParameters(
            channels, [.. mean], [.. variance], weight, bias, _options.Epsilon, _options.Momentum, _batches, Column.Layout);
        if (_options.NonFinite != NonFiniteHandling.Propagate)
            CheckScales(parameters);
        return parameters;
    }

    private void CheckScales(BatchNormParameters parameters)
    {
        for (int c = 0; c < parameters.NumFeatures; c++)
        {
            if (!float.IsFinite(parameters.RunningMean[c]) || !float.IsFinite(parameters.RunningVariance[c]))
                throw Errors.Data(
                    $"Input column '{Column.ColumnName}': the statistics of channel {c} are larger than a float holds " +
                    FormattableString.Invariant($"(mean {parameters.RunningMean[c]}, variance {parameters.RunningVariance[c]}). Scale the column down before."));
            if (parameters.RunningVariance[c] + (double)parameters.Epsilon == 0)
                throw Errors.Data(
                    $"Input column '{Column.ColumnName}': channel {c} is constant, and Epsilon is 0, so that it cannot be scaled. Set Epsilon above 0.");
            if (!float.IsFinite((float)parameters.Scale(c)))
                throw Errors.Data(
                    $"Input column '{Column.ColumnName}': the weight of channel {c} divided by its deviation is more than a float holds. Set Epsilon " +
                    "above 0, or a smaller Weight.");
        }
    }
}
