using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Fitting;

/// <summary>
/// Gives the moments of every row, in the view's order, to one receiver. Moments depend on their row alone, so a set of cursors computes
/// them at once, and because the receiver gets them in order, what it makes of them is the same to the bit.
/// </summary>
internal sealed class RowsInOrder(IDataView input, IReadOnlyList<ColumnShape> columns, int threads, RowReceiver receive)
{
    /// <summary>
    /// Reads all rows and disposes of the cursors. Of several faults, it throws the first: the one of reading or receiving before any of
    /// disposing.
    /// </summary>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellation"/> was requested; also where the source threw something else after that.
    /// </exception>
    public void Read(CancellationToken cancellation)
    {
        DataViewSchema.Column[] needed = [.. columns.Select(column => input.Schema[column.ColumnName]).Distinct()];
        // Also for one thread: a single cursor would let some of ML.NET's views read ahead with threads of their own.
        DataViewRowCursor[] cursors = input.GetRowCursorSet(needed, threads);
        var faults = new FirstFault();
        faults.Run(() => Read(cursors, cancellation));
        foreach (DataViewRowCursor cursor in cursors)
            faults.Run(cursor.Dispose);
        faults.Throw();
    }

    private void Read(DataViewRowCursor[] cursors, CancellationToken cancellation)
    {
        try
        {
            if (cursors.Length == 1)
                ReadOne(cursors[0], cancellation);
            else
                ReadSet(cursors, cancellation);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private void ReadOne(DataViewRowCursor cursor, CancellationToken cancellation)
    {
        ChannelMoments[] moments = RowMomentsSet.Empty(columns);
        var row = new RowMomentsSet(cursor, columns);
        while (cursor.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            receive(moments, row.Compute(moments));
        }
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
            SegmentReader next = active.MinBy(reader => (reader.Head!.Batch, reader.Head.Fault is not null))!;
            for (int row = 0; row < next.Head!.Count; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                next.Head.Give(row, receive);
            }

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
