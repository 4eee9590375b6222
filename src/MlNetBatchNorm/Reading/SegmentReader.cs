using System.Collections.Concurrent;
using Microsoft.ML;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Reading;

/// <summary>One cursor of a set, read by a thread of its own into segments. At most a few segments are held, so memory is bounded.</summary>
internal sealed class SegmentReader(DataViewRowCursor cursor, IReadOnlyList<SourceColumn> columns) : IDisposable
{
    private const int Segments = 3;

    private readonly BlockingCollection<RowSegment> _filled = new(Segments);
    private readonly ConcurrentBag<RowSegment> _free = [];
    private RowSegment? _segment;
    private long _rows;

    /// <summary>The segment that comes next; null where there is none, or none was asked for yet.</summary>
    public RowSegment? Head { get; private set; }

    /// <summary>Reads until the cursor or <paramref name="stop"/> ends it. Whoever made the cursor disposes of it.</summary>
    public void Run(CancellationToken stop)
    {
        try
        {
            Read(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever stopped the reading knows why.
        }
        finally
        {
            _filled.CompleteAdding();
        }
    }

    /// <summary>Gets the next segment ready as <see cref="Head"/>, waiting for it; false if there is none left.</summary>
    public bool Advance(CancellationToken cancellation)
    {
        if (Head is not null)
            _free.Add(Head);
        Head = _filled.TryTake(out RowSegment? next, Timeout.Infinite, cancellation) ? next : null;
        return Head is not null;
    }

    public void Dispose() => _filled.Dispose();

    private void Read(CancellationToken stop)
    {
        try
        {
            ReadRows([.. columns.Select(column => column.Bind(cursor))], stop);
        }
#pragma warning disable CA1031 // Handed on to the thread that merges, which throws it where the row would stand.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (stop.IsCancellationRequested)
                return;
            // Before the first row, no getter could be made: one thread fails at that before it reads anything.
            BeginSegment(_segment?.SourceBatch ?? long.MinValue, stop).End(fault);
        }

        FinishSegment(stop);
    }

    private void ReadRows(SourceRow[] row, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && MoveNext(stop))
        {
            if (_segment is null || _segment.Rows.IsFull || _segment.SourceBatch != cursor.Batch)
                BeginSegment(cursor.Batch, stop);
            _segment!.Rows.Add(row);
        }
    }

    private bool MoveNext(CancellationToken stop)
    {
        try
        {
            if (!cursor.MoveNext())
                return false;
            _rows++;
            return true;
        }
#pragma warning disable CA1031 // Handed on, as above.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (!stop.IsCancellationRequested)
                EndUnmoved(fault, stop);
            return false;
        }
    }

    /// <summary>
    /// A cursor that failed to move on may stand on the row that it failed at: the fault then comes in that row's turn. If it does not, the fault
    /// comes after all rows that any cursor gives: ML.NET's own sources throw from every cursor of a set as soon as anything fails, while others
    /// still hold earlier rows.
    /// </summary>
    private void EndUnmoved(Exception fault, CancellationToken stop)
    {
        long reached = _segment?.SourceBatch ?? 0;
        bool isOnRow = false;
        // A cursor that failed may fail at this too.
        new FirstFault().Run(() =>
        {
            reached = cursor.Batch;
            isOnRow = cursor.Position >= _rows || reached > _segment?.SourceBatch;
        });
        BeginSegment(isOnRow ? reached : long.MaxValue, stop).End(fault, reached);
    }

    private RowSegment BeginSegment(long batch, CancellationToken stop)
    {
        FinishSegment(stop);
        _segment = _free.TryTake(out RowSegment? free) ? free : new RowSegment(columns);
        _segment.Start(batch);
        return _segment;
    }

    private void FinishSegment(CancellationToken stop)
    {
        if (_segment is not null)
            _filled.Add(_segment, stop);
        _segment = null;
    }
}
