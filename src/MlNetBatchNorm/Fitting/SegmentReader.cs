using System.Collections.Concurrent;
using Microsoft.ML;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>One cursor of a set, read by a thread of its own into segments. At most a few segments are held, so memory is bounded.</summary>
internal sealed class SegmentReader(DataViewRowCursor cursor, IReadOnlyList<ColumnShape> columns) : IDisposable
{
    private const int Segments = 3;

    private readonly BlockingCollection<RowSegment> _filled = new(Segments);
    private readonly ConcurrentBag<RowSegment> _free = [];
    private RowSegment? _segment;

    /// <summary>The segment that comes next; null where there is none, or none was asked for yet.</summary>
    public RowSegment? Head { get; private set; }

    /// <summary>Reads until the cursor or <paramref name="stop"/> ends it.</summary>
    public void Run(CancellationToken stop)
    {
        try
        {
            using (cursor)
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
            ReadRows(new RowMomentsSet(cursor, columns), stop);
        }
#pragma warning disable CA1031 // Handed on to the thread that merges, which throws it where the row would stand.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (stop.IsCancellationRequested)
                return;
            BeginSegment(_segment?.Batch ?? 0, stop).End(fault);
        }

        FinishSegment(stop);
    }

    private void ReadRows(RowMomentsSet row, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && MoveNext(stop))
        {
            if (_segment is null || _segment.IsFull || _segment.Batch != cursor.Batch)
                BeginSegment(cursor.Batch, stop);
            _segment!.Add(row);
        }
    }

    /// <summary>Where there is no row, none can be named: the fault comes after all rows that any cursor gives.</summary>
    private bool MoveNext(CancellationToken stop)
    {
        try
        {
            return cursor.MoveNext();
        }
#pragma warning disable CA1031 // Handed on, as above.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (!stop.IsCancellationRequested)
                BeginSegment(long.MaxValue, stop).End(fault);
            return false;
        }
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
