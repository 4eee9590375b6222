using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>Reads a data view in every way that ML.NET might, and asserts that all of them give the same rows.</summary>
internal static class CursorWorkout
{
    public static void Run(IDataView view)
    {
        string[] expected = ViewText.Rows(view);
        Assert.NotEmpty(expected);

        Assert.Equal(expected, ViewText.Rows(view));
        foreach (int count in (int[])[1, 2, 5])
            Assert.Equal(expected, RowsOfSet(view, count));
        ReadAtOnce(view, expected);
        ReadNothing(view, expected.Length);
        foreach (DataViewSchema.Column column in view.Schema)
        {
            string[] cells = ViewText.Cells(view, column);
            Assert.All(expected.Zip(cells), row => AssertHasCell(row.First, row.Second));
            RefuseInactive(view, column);
            ReadTwice(view, column, cells);
            foreach (BufferState state in Enum.GetValues<BufferState>())
                ReadSpoiled(view, column, cells, state);
        }
    }

    /// <summary>The rows of a set of cursors, put in the order of their batches.</summary>
    private static string[] RowsOfSet(IDataView view, int count)
    {
        List<(long Batch, string Text)> rows = [];
        foreach (DataViewRowCursor cursor in view.GetRowCursorSet(view.Schema, count))
        {
            using (cursor)
                rows.AddRange(ViewText.Rows(cursor, view.Schema));
        }

        return [.. rows.OrderBy(row => row.Batch).Select(row => row.Text)];
    }

    private static void AssertHasCell(string row, string idAndCell)
    {
        int end = idAndCell.IndexOf(' ', StringComparison.Ordinal);
        Assert.StartsWith(idAndCell[..end], row, StringComparison.Ordinal);
        Assert.Contains(idAndCell[end..], row, StringComparison.Ordinal);
    }

    /// <summary>Two cursors side by side do not disturb each other.</summary>
    private static void ReadAtOnce(IDataView view, string[] expected)
    {
        using DataViewRowCursor one = view.GetRowCursor(view.Schema);
        using DataViewRowCursor other = view.GetRowCursor(view.Schema);
        Assert.Equal(
            expected.Select(row => (row, row)),
            ViewText.Rows(one, view.Schema).Zip(ViewText.Rows(other, view.Schema)).Select(pair => (pair.First.Text, pair.Second.Text)));
    }

    private static void ReadNothing(IDataView view, int expected)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([]);
        for (int row = 0; row < expected; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(row, cursor.Position);
        }

        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
    }

    private static void RefuseInactive(IDataView view, DataViewSchema.Column column)
    {
        using DataViewRowCursor all = view.GetRowCursor(view.Schema);
        Assert.True(all.IsColumnActive(column));
        using DataViewRowCursor others = view.GetRowCursor([]);
        Assert.False(others.IsColumnActive(column));
        Exception? refusal = Record.Exception(() => CellReader.Of(others, column));
        Assert.True(refusal is ArgumentOutOfRangeException or InvalidOperationException, $"{column.Name}: {refusal}");
    }

    /// <summary>A getter may be called twice on a row, or not at all on some rows.</summary>
    private static void ReadTwice(IDataView view, DataViewSchema.Column column, string[] cells)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        CellReader reader = CellReader.Of(cursor, column);
        for (int row = 0; cursor.MoveNext(); row++)
        {
            if (row % 3 == 1)
                continue;
            Assert.EndsWith($" {column.Name}: {reader.Read()}", cells[row], StringComparison.Ordinal);
            Assert.EndsWith($" {column.Name}: {reader.Read()}", cells[row], StringComparison.Ordinal);
        }
    }

    /// <summary>A getter does not rely on anything that the caller's buffer holds.</summary>
    private static void ReadSpoiled(IDataView view, DataViewSchema.Column column, string[] cells, BufferState state)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        CellReader reader = CellReader.Of(cursor, column);
        for (int row = 0; cursor.MoveNext(); row++)
        {
            reader.Spoil(state);
            Assert.EndsWith($" {column.Name}: {reader.Read()}", cells[row], StringComparison.Ordinal);
        }
    }
}
