using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.ML;

namespace MlNetBatchNorm.DataView;

/// <summary>One cursor of a set, read by a thread of its own into segments. At most a few segments are held, so memory is bounded.</summary>
internal sealed class SegmentReader(DataViewRowCursor cursor, IReadOnlyList<ColumnShape> columns) : IDisposable
{
    private const int Segments = 3;

    private readonly BlockingCollection<RowSegment> _filled = new(Segments);
    private readonly ConcurrentBag<RowSegment> _free = [];
    private ExceptionDispatchInfo? _failure;

    /// <summary>The segment that comes next; null where there is none, or none was asked for yet.</summary>
    public RowSegment? Head { get; private set; }

    /// <summary>Reads until the cursor or <paramref name="stop"/> ends it.</summary>
    public void Run(CancellationToken stop)
    {
        try
        {
            using (cursor)
                Read(new RowMomentsSet(cursor, columns), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever stopped the reading knows why.
        }
#pragma warning disable CA1031 // Handed on to the thread that merges, which throws it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
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
        if (Head is null)
            _failure?.Throw();
        return Head is not null;
    }

    public void Dispose() => _filled.Dispose();

    private void Read(RowMomentsSet row, CancellationToken stop)
    {
        RowSegment? segment = null;
        while (!stop.IsCancellationRequested && cursor.MoveNext())
        {
            if (segment is null || segment.IsFull || segment.Batch != cursor.Batch)
            {
                if (segment is not null)
                    _filled.Add(segment, stop);
                segment = _free.TryTake(out RowSegment? free) ? free : new RowSegment(columns);
                segment.Start(cursor.Batch);
            }

            try
            {
                segment.Add(row);
            }
            catch
            {
                // The rows before the failing one are merged first, so that the failure comes in the order of the rows.
                _filled.Add(segment, stop);
                throw;
            }
        }

        if (segment is not null)
            _filled.Add(segment, stop);
    }
}
