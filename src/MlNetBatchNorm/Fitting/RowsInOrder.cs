using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Fitting;

/// <summary>
/// Gives the moments of every row, in the view's order, to one receiver. Moments depend on their row alone, so a set of cursors computes
/// them at once, and because the receiver gets them in order, what it makes of them is the same to the bit.
/// </summary>
internal sealed class RowsInOrder(IDataView input, IReadOnlyList<ColumnShape> columns, int threads, Action<ChannelMoments[]> receive)
{
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public void Read(CancellationToken cancellation)
    {
        DataViewSchema.Column[] needed = [.. columns.Select(column => input.Schema[column.ColumnName]).Distinct()];
        // Also for one thread: a single cursor would let some of ML.NET's views read ahead with threads of their own.
        DataViewRowCursor[] cursors = input.GetRowCursorSet(needed, threads);
        if (cursors.Length == 1)
            ReadOne(cursors[0], cancellation);
        else
            ReadSet(cursors, cancellation);
    }

    private void ReadOne(DataViewRowCursor cursor, CancellationToken cancellation)
    {
        ChannelMoments[] moments = RowMomentsSet.Empty(columns);
        using (cursor)
        {
            var row = new RowMomentsSet(cursor, columns);
            while (cursor.MoveNext())
            {
                cancellation.ThrowIfCancellationRequested();
                row.Compute(moments);
                receive(moments);
            }
        }
    }

    private void ReadSet(DataViewRowCursor[] cursors, CancellationToken cancellation)
    {
        SegmentReader[] readers = [.. cursors.Select(cursor => new SegmentReader(cursor, columns))];
        using var stop = new CancellationTokenSource();
        Task[] work = [.. readers.Select(reader =>
            Task.Factory.StartNew(() => reader.Run(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            Merge(readers, cancellation);
        }
        finally
        {
            stop.Cancel();
            Task.WaitAll(work, CancellationToken.None);
            Array.ForEach(readers, reader => reader.Dispose());
        }
    }

    /// <summary>
    /// A batch of rows lies in one cursor, and each cursor's batches ascend: the least batch at any head comes next. What a row threw is
    /// thrown where it would stand, after the other rows of its batch, so that the first fault is told whatever the number of threads.
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
                receive(next.Head[row]);
            }

            next.Head.Fault?.Throw();
            if (!next.Advance(cancellation))
                active.Remove(next);
        }
    }
}
