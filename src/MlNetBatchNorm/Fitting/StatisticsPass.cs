using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Reading;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Fitting;

/// <summary>One pass over a data view's rows, batch by batch, for all fitted columns together.</summary>
internal sealed class StatisticsPass(
    IHost host, IChannel channel, IDataView input, BatchNormEstimator.Options options, ColumnStatistics[] columns)
{
    private const int MostThreads = 64;

    private readonly long? _totalRows = input.GetRowCount();
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _rows;
    private long _rowsReported;
    private long _rowsNonFinite;
    private long _rowsUnreadable;
    private string _firstUnreadable = "";
    private long _batches;
    private long _batchStart;
    private int _batchRows;

    /// <summary>The rows left out, by <see cref="NonFiniteHandling.SkipRow"/> or because they cannot be read.</summary>
    public long RowsSkipped => _rowsNonFinite + _rowsUnreadable;

    /// <summary>Reads every row and brings the columns' statistics up to date.</summary>
    /// <exception cref="InvalidOperationException">The data cannot be fitted; the text names the column and the row.</exception>
    /// <exception cref="OperationCanceledException">The fit was canceled.</exception>
    public void Run()
    {
        new RowsInOrder(input, [.. columns.Select(column => column.Source)], Threads(options.MaxDegreeOfParallelism), AddRows).Read(options.CancellationToken);
        if (_batchRows > 0 && !options.DropLastBatch)
            EndBatch();
        if (_rows > _rowsReported)
            ReportProgress();
    }

    /// <summary>Ends a fit that begins anew.</summary>
    /// <exception cref="InvalidOperationException">No batch of rows was taken in.</exception>
    public void CheckNotEmpty()
    {
        if (_batches == 0)
            throw Errors.Data($"{NothingFound()}, so there is nothing to fit column {Names()} on. Check the source, or the options.");
    }

    /// <summary>Ends a fit that goes on from a previous one: a day without data changes nothing, and the log says so.</summary>
    public void WarnIfEmpty()
    {
        if (_batches == 0)
            channel.Warning($"{NothingFound()}, so column {Names()} keeps what was learned before.");
    }

    /// <summary>Says on the log what was <paramref name="done"/> to the columns.</summary>
    public void Log(string done)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        channel.Info(FormattableString.Invariant($"{done} {Names()} on {_rows} rows in {_batches} batches, in {elapsed.TotalSeconds:0.000} s."));
        Array.ForEach(columns, column => column.LogCounts(channel));
        if (_rowsNonFinite > 0)
            channel.Warning($"{_rowsNonFinite} of {_rows} rows were left out because they have a NaN or an infinity (NonFinite: SkipRow).");
        if (_rowsUnreadable > 0)
            channel.Warning($"{_rowsUnreadable} of {_rows} rows were left out because they cannot be read (SkipUnreadableRows). The first: {_firstUnreadable}.");
    }

    /// <summary>Whether every row that can be read is taken in, whatever its values.</summary>
    private bool LetsIn => options.NonFinite is NonFiniteHandling.Propagate or NonFiniteHandling.IgnoreValue;

    /// <summary>A view makes as many cursors as it is asked for, and each has a thread and buffers.</summary>
    private static int Threads(int? maxDegreeOfParallelism) => maxDegreeOfParallelism is null or -1
        ? Environment.ProcessorCount
        : Math.Min(maxDegreeOfParallelism.Value, Math.Max(MostThreads, Environment.ProcessorCount));

    private void ReportProgress()
    {
        _rowsReported = _rows;
        options.Progress?.Report(new BatchNormProgress(_rows, _totalRows, RowsSkipped, _batches, Stopwatch.GetElapsedTime(_started)));
    }

    /// <summary>Why no batch was taken in.</summary>
    private string NothingFound()
    {
        string dropped = $"fewer than BatchSize {options.BatchSize}, and DropLastBatch leaves them out";
        string why = _rowsUnreadable == 0 ? "have a NaN or an infinity" : _rowsNonFinite == 0 ? "cannot be read" : "cannot be read, or have a NaN or an infinity,";
        return _rows == 0 ? "The data view has no rows"
            : RowsSkipped == _rows ? $"All {_rows} rows of the data view {why} and were left out"
            : RowsSkipped == 0 ? $"The data view has {_rows} rows, {dropped}"
            : $"The data view has {_rows} rows, of which {RowsSkipped} {why} and were left out; the other {_rows - RowsSkipped} are {dropped}";
    }

    private string Names() => string.Join(", ", columns.Select(column => $"'{column.Column.ColumnName}'"));

    private void AddRows(RowBlock rows)
    {
        bool allUsable = rows.IsReadable && (LetsIn || AreFinite(rows));
        for (int row = 0; row < rows.Count;)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            if (_batchRows == 0)
                _batchStart = _rows;
            int count = allUsable ? Math.Min(rows.Count - row, options.BatchSize - _batchRows) : 1;
            _rows += count;
            if (allUsable || IsUsable(rows, row))
                AddToBatch(rows, row, count);
            else
                // Rows that are left out end no batch.
                host.CheckAlive();
            row += count;
        }
    }

    private void AddToBatch(RowBlock rows, int first, int count)
    {
        for (int i = 0; i < columns.Length; i++)
            columns[i].AddRows(rows[i], first, count);
        _batchRows += count;
        if (_batchRows == options.BatchSize)
            EndBatch();
    }

    private void EndBatch()
    {
        foreach (ColumnStatistics column in columns)
            column.EndBatch(_batchStart);
        _batches++;
        _batchRows = 0;
        host.CheckAlive();
        ReportProgress();
    }

    private bool AreFinite(RowBlock rows)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (!rows[i].AreFinite(rows.Count))
                return false;
        }

        return true;
    }

    /// <summary>Whether the row that was counted last belongs to the statistics.</summary>
    private bool IsUsable(RowBlock rows, int row)
    {
        if (rows.Unreadable(row) is { } unreadable)
        {
            SkipUnreadable(unreadable, _rows - 1);
            return false;
        }

        bool isUsable = LetsIn || IsFinite(rows, row);
        if (!isUsable)
            _rowsNonFinite++;
        return isUsable;
    }

    private void SkipUnreadable(Exception unreadable, long row)
    {
        if (!options.SkipUnreadableRows)
            throw RowFault.Of(unreadable)!.InView(input, row);
        if (_rowsUnreadable++ == 0)
            _firstUnreadable = RowFault.Of(unreadable)!.Describe(input, row);
    }

    private bool IsFinite(RowBlock rows, int row)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            int nonFinite = rows[i].FindNonFinite(row);
            if (nonFinite < 0)
                continue;
            if (options.NonFinite == NonFiniteHandling.SkipRow)
                return false;
            // Floats have squares that a double holds; doubles may not.
            string or = columns[i].Column is { Kind: ColumnKind.Double, Channels.Spatial: > 1 } ? ", or values too far apart to be squared," : "";
            throw Errors.Data(
                $"Input column '{columns[i].Column.ColumnName}' has a NaN or an infinity{or} in row {_rows - 1} (counted from 0), channel {nonFinite}. Fix or " +
                "filter the data, or set NonFinite to SkipRow to leave such rows out, to IgnoreValue to leave such " +
                "values out, or to Propagate to let them into the statistics.");
        }

        return true;
    }
}
