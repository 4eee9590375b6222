using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>
/// A data view over arrays that hands out the arrays themselves, so that whoever writes into what was read shows, and that counts its open
/// cursors, so that a forgotten one shows. A set of cursors shares the rows, some in turn.
/// </summary>
internal sealed class MemoryView : IDataView
{
    private readonly MemoryColumn[] _columns;
    private int _cursors;
    private int _openCursors;

    public MemoryView(params MemoryColumn[] columns)
    {
        _columns = columns;
        Rows = columns.Min(column => column.Rows);
        var builder = new DataViewSchema.Builder();
        foreach (MemoryColumn column in columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    /// <summary>How many cursors were ever made.</summary>
    public int Cursors => _cursors;

    /// <summary>How many cursors were made and not disposed of.</summary>
    public int OpenCursors => _openCursors;

    /// <summary>How many consecutive rows lie in one cursor of a set.</summary>
    public int RowsInBatch { get; init; } = 2;

    /// <summary>Called before each cursor is made with the number of those before; may throw.</summary>
    public Action<int>? OnCursor { get; init; }

    /// <summary>Called before each row with its position, when the cursor's batch is the row's already, but not its position; may throw.</summary>
    public Action<long>? OnMove { get; init; }

    /// <summary>Called before each row with its position, when the cursor stands on it; may throw.</summary>
    public Action<long>? OnRow { get; init; }

    /// <summary>Called before each getter is made; may throw.</summary>
    public Action? OnGetter { get; init; }

    /// <summary>Called after each cursor was disposed of with the number of those still open; may throw.</summary>
    public Action<int>? OnDispose { get; init; }

    private int Rows { get; }

    public long? GetRowCount() => Rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, columnsNeeded, cursors: 1, index: 0);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. Enumerable.Range(0, n).Select(index => new Cursor(this, columnsNeeded, n, index))];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly MemoryView _view;
        private readonly HashSet<int> _active;
        private readonly int _cursors;
        private readonly int _index;
        private long _row = -1;
        private long _position = -1;
        private bool _disposed;

        public Cursor(MemoryView view, IEnumerable<DataViewSchema.Column> columns, int cursors, int index)
        {
            _view = view;
            _active = [.. columns.Select(column => column.Index)];
            _cursors = cursors;
            _index = index;
            view.OnCursor?.Invoke(view._cursors);
            view._cursors++;
            Interlocked.Increment(ref view._openCursors);
        }

        public override DataViewSchema Schema => _view.Schema;

        public override long Position => _position;

        public override long Batch => _row / _view.RowsInBatch;

        public override bool MoveNext()
        {
            do
                _row++;
            while (_row < _view.Rows && Batch % _cursors != _index);
            if (_row >= _view.Rows)
                return false;
            _view.OnMove?.Invoke(_row);
            _position++;
            _view.OnRow?.Invoke(_row);
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)_row, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new InvalidOperationException($"Column '{column.Name}' is not active.");
            _view.OnGetter?.Invoke();
            return (ValueGetter<TValue>)_view._columns[column.Index].MakeGetter(() => _row);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                int open = Interlocked.Decrement(ref _view._openCursors);
                _view.OnDispose?.Invoke(open);
            }

            base.Dispose(disposing);
        }
    }
}
