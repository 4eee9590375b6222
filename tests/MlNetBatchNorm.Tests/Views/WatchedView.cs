using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>A view that counts what is asked of the view behind it, and can step in before each row.</summary>
internal sealed class WatchedView(IDataView source) : IDataView
{
    private int _cursors;
    private int _openCursors;
    private long _rows;

    /// <summary>Called with the number of rows given before, all cursors together, on the thread that reads.</summary>
    public Action<long>? BeforeRow { get; init; }

    /// <summary>Whether <see cref="GetRowCount"/> tells.</summary>
    public bool KnowsRowCount { get; init; } = true;

    /// <summary>How many cursors were ever asked for.</summary>
    public int Cursors => _cursors;

    /// <summary>How many of them are not disposed of yet.</summary>
    public int OpenCursors => _openCursors;

    /// <summary>How many rows were given, all cursors together.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => KnowsRowCount ? source.GetRowCount() : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        Watch(source.GetRowCursor(columnsNeeded, rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. source.GetRowCursorSet(columnsNeeded, n, rand).Select(Watch)];

    private DataViewRowCursor Watch(DataViewRowCursor cursor)
    {
        Interlocked.Increment(ref _cursors);
        Interlocked.Increment(ref _openCursors);
        return new WatchedCursor(cursor, MoveNext, () => Interlocked.Decrement(ref _openCursors));
    }

    private bool MoveNext(DataViewRowCursor cursor)
    {
        BeforeRow?.Invoke(Rows);
        if (!cursor.MoveNext())
            return false;
        Interlocked.Increment(ref _rows);
        return true;
    }
}
