using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Reading;

/// <summary>
/// Gives the moments of every row, or its values where a channel has one, to one receiver in the view's order. They depend on their row alone, so
/// a set of cursors reads rows at once, and because the receiver gets them in order, what it makes of them is the same to the bit.
/// </summary>
internal sealed class RowsInOrder(IDataView input, IReadOnlyList<SourceColumn> columns, int threads, Action<RowBlock> receive)
{
    /// <summary>From ML.NET's cache, a row of fewer values is read sooner than handed from one processor to another.</summary>
    private const int MinValuesForThreads = 1 << 16;

    /// <summary>The cache deals rows out many at a time: of fewer rows, one thread would have most.</summary>
    private const int MinRowsForThreads = 512;

    /// <summary>
    /// Reads all rows and disposes of the cursors. Of several faults, it throws the first: the one of reading or receiving before any of
    /// disposing.
    /// </summary>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellation"/> was requested; also where the source threw something else after that.
    /// </exception>
    public void Read(CancellationToken cancellation)
    {
        DataViewSchema.Column[] needed = [.. columns.Select(column => input.Schema[column.Shape.ColumnName]).Distinct()];
        if (MapperChain.OfImages(input, needed) is { } chain)
        {
            ReadMapped(chain, cancellation);
            return;
        }

        // Also for one thread: a single cursor would let some of ML.NET's views read ahead with threads of their own.
        DataViewRowCursor[] cursors = input.GetRowCursorSet(needed, AreCheap() ? 1 : threads);
        var faults = new FirstFault();
        faults.Run(() => Read(cursors, cancellation));
        foreach (DataViewRowCursor cursor in cursors)
            faults.Run(cursor.Dispose);
        faults.Throw();
    }

    private void Read(DataViewRowCursor[] cursors, CancellationToken cancellation) => Cancellable(() =>
    {
        if (cursors.Length == 1)
            ReadOne(cursors[0], cancellation);
        else
            ReadSet(cursors, cancellation);
    }, cancellation);

    /// <summary>
    /// Images, which are decoded when their getter is called: each thread takes the next row that none has taken. A set of cursors would deal
    /// rows out many at a time, and leave few large files to one thread.
    /// </summary>
    private void ReadMapped(MapperChain chain, CancellationToken cancellation) => Cancellable(() =>
    {
        var rows = new MappedRows<RowBlock>(chain, threads, rand: null, Bind, () => new RowBlock(columns, capacity: 1));
        var faults = new FirstFault();
        faults.Run(() =>
        {
            while (rows.MoveNext(cancellation))
                receive(rows.Current);
        });
        faults.Run(rows.Dispose);
        faults.Throw();
    }, cancellation);

    private Action<RowBlock> Bind(DataViewRow row)
    {
        SourceRow[] bound = BindColumns(row);
        return result =>
        {
            result.Clear();
            result.Add(bound);
        };
    }

    private SourceRow[] BindColumns(DataViewRow row) => [.. columns.Select(column => column.Bind(row))];

    private bool AreCheap() => input is CacheDataView &&
        (columns.Sum(column => (long)column.Shape.Channels.Size) < MinValuesForThreads || input.GetRowCount() < MinRowsForThreads);

    private static void Cancellable(Action read, CancellationToken cancellation)
    {
        try
        {
            read();
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private void ReadOne(DataViewRowCursor cursor, CancellationToken cancellation)
    {
        var block = RowBlock.ForOneThread(columns);
        SourceRow[] row = BindColumns(cursor);
        bool more = true;
        while (more)
        {
            block.Clear();
            try
            {
                more = Fill(block, cursor, row, cancellation);
            }
            finally
            {
                // Also where the cursor failed to move on: what is wrong with a row before comes first.
                cancellation.ThrowIfCancellationRequested();
                receive(block);
            }
        }
    }

    /// <summary>Whether there may be more rows.</summary>
    private static bool Fill(RowBlock block, DataViewRowCursor cursor, SourceRow[] row, CancellationToken cancellation)
    {
        while (!block.IsFull)
        {
            if (cancellation.IsCancellationRequested || !cursor.MoveNext())
                return false;
            block.Add(row);
        }

        return true;
    }

    private void ReadSet(DataViewRowCursor[] cursors, CancellationToken cancellation)
    {
        SegmentReader[] readers = [.. cursors.Select(cursor => new SegmentReader(cursor, columns))];
        List<Task> work = [];
        using var stop = new CancellationTokenSource();
        var faults = new FirstFault();
        faults.Run(() =>
        {
            foreach (SegmentReader reader in readers)
                work.Add(Task.Factory.StartNew(() => reader.Run(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            Merge(readers, cancellation);
        });
        stop.Cancel();
        foreach (Task reading in work)
            faults.Run(reading.GetAwaiter().GetResult);
        Array.ForEach(readers, reader => reader.Dispose());
        faults.Throw();
    }

    /// <summary>
    /// A batch of rows lies in one cursor, and each cursor's batches ascend: the least batch at any head comes next. What reading a row threw
    /// is thrown in the row's turn, so that one thread and many throw the same.
    /// </summary>
    private void Merge(SegmentReader[] readers, CancellationToken cancellation)
    {
        List<SegmentReader> active = [.. readers.Where(reader => reader.Advance(cancellation))];
        while (active.Count > 0)
        {
            SegmentReader next = active.MinBy(reader => (reader.Head!.SourceBatch, reader.Head.Fault is not null))!;
            cancellation.ThrowIfCancellationRequested();
            receive(next.Head!.Rows);
            if (next.Head.Fault is not null)
                FirstToThrow(next.Head, active).Fault!.Throw();
            if (!next.Advance(cancellation))
                active.Remove(next);
        }
    }

    /// <summary>
    /// Where no row can be read any more, a cursor that failed to move on, but does not know where, may have failed before this one: all
    /// those are at the heads, and the one that reached the least batch is the first.
    /// </summary>
    private static RowSegment FirstToThrow(RowSegment next, List<SegmentReader> active) =>
        next.Reached is null ? next : active.Select(reader => reader.Head!).Where(head => head.Reached is not null).MinBy(head => head.Reached)!;
}
