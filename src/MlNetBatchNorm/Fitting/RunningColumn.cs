using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Fitting;

/// <summary>PyTorch's running statistics: batch by batch, in order. Those of two data sets cannot be merged.</summary>
internal sealed class RunningColumn : ColumnStatistics
{
    private readonly float? _momentum;
    private readonly ChannelMoments _batch;
    private readonly RunningStatistics _running;
    private readonly BatchDrift _drift;

    public RunningColumn(ColumnShape column, float? momentum, FittedColumn? previous)
        : base(column)
    {
        _momentum = momentum;
        _drift = new BatchDrift(column);
        _batch = SourceRows.EmptyMoments(column);
        _running = previous is { Parameters: var parameters }
            ? new RunningStatistics(parameters.RunningMean.AsSpan(), parameters.RunningVariance.AsSpan(), parameters.NumBatchesTracked)
            : new RunningStatistics(column.Channels.Channels);
    }

    public override void AddRows(ColumnRows rows, int first, int count) => rows.AddTo(_batch, first, count);

    public override void EndBatch(long firstRow)
    {
        if (_batch.Count == 1)
            throw BatchErrors.OneValue(Column.ColumnName, firstRow,
                "To preprocess data, set Statistics to Exact, which has no batches. To keep running statistics, choose another BatchSize (2 or more), or set " +
                "DropLastBatch to leave a short last batch out.");
        _running.Update(_batch, _momentum);
        _drift.Add(_batch);
        _batch.Clear();
    }

    /// <summary>What was learned from all rows so far.</summary>
    public LearnedStatistics Learn() => new([.. _running.Mean], [.. _running.Variance], _running.Batches);

    /// <summary>Warns of rows whose order these statistics depend on.</summary>
    public void Warn(IChannel channel) => _drift.Warn(channel);
}
