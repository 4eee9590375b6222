using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Reading;

/// <summary>Some consecutive rows of all fitted columns, or why a row cannot be read; used again and again.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class RowBlock(IReadOnlyList<SourceColumn> columns, int capacity)
{
    private readonly ColumnRows[] _columns = [.. columns.Select(column => column.EmptyRows(capacity))];
    private readonly Exception?[] _unreadable = new Exception?[capacity];
    private int _unreadableRows;

    /// <summary>As many rows as are best read before they are added to anything.</summary>
    public static RowBlock ForOneThread(IReadOnlyList<SourceColumn> columns) => new(columns, columns.Min(column => column.RowsAtOnce));

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    /// <summary>Whether every row can be read.</summary>
    public bool IsReadable => _unreadableRows == 0;

    /// <summary>The rows of a column.</summary>
    public ColumnRows this[int column] => _columns[column];

    /// <summary>Null; or why a row cannot be read.</summary>
    public Exception? Unreadable(int row) => _unreadable[row];

    /// <summary>Takes all rows out.</summary>
    public void Clear()
    {
        Count = 0;
        if (!IsReadable)
            Array.Clear(_unreadable);
        _unreadableRows = 0;
    }

    /// <summary>Adds the current row of a cursor, whose columns <paramref name="row"/> reads; of a row that cannot be read, why.</summary>
    public void Add(SourceRow[] row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i].TryReadInto(_columns[i], Count) is not { } fault)
                continue;
            SetUnreadable(fault);
            break;
        }

        Count++;
    }

    private void SetUnreadable(Exception fault)
    {
        _unreadable[Count] = fault;
        _unreadableRows++;
        foreach (ColumnRows column in _columns)
            column.Clear(Count);
    }
}
