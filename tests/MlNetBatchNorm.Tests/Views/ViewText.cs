using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>Schemas and rows as text, every difference of which a test's failure shows.</summary>
internal static class ViewText
{
    /// <summary>A line a column, hidden ones too: its name, type and annotations with their values.</summary>
    public static string Schema(IEnumerable<DataViewSchema.Column> schema) => string.Join(Environment.NewLine, schema.Select(column =>
        $"{column.Name}{(column.IsHidden ? " (hidden)" : "")}: {column.Type}{Annotations(column.Annotations)}"));

    /// <summary>A text a row: its id and the cells of every column.</summary>
    public static string[] Rows(IDataView view)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        return [.. Rows(cursor, view.Schema).Select(row => row.Text)];
    }

    /// <summary>The rest of a cursor's rows: the batch that each is in, its id, and the cells of some columns.</summary>
    public static IEnumerable<(long Batch, string Text)> Rows(DataViewRowCursor cursor, IEnumerable<DataViewSchema.Column> columns)
    {
        (string Name, CellReader Reader)[] cells = [.. columns.Select(column => (column.Name, CellReader.Of(cursor, column)))];
        ValueGetter<DataViewRowId> idGetter = cursor.GetIdGetter();
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            idGetter(ref id);
            yield return (cursor.Batch, $"{id} {string.Join(" ", cells.Select(cell => $"{cell.Name}: {cell.Reader.Read()}"))}");
        }
    }

    /// <summary>The cells of one column, from a cursor in which no other is active.</summary>
    public static string[] Cells(IDataView view, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        return [.. Rows(cursor, [column]).Select(row => row.Text)];
    }

    private static string Annotations(DataViewSchema.Annotations annotations) => string.Concat(annotations.Schema
        .OrderBy(kind => kind.Name, StringComparer.Ordinal)
        .Select(kind => $"{Environment.NewLine}    {kind.Name}: {kind.Type} = {CellReader.Of(annotations, kind).Read()}"));
}
