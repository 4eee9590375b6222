using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Rows;

/// <summary>Finds what a row's value is made from: of an image, the path of its file.</summary>
internal static class RowOrigin
{
    /// <summary>The text columns that the column is made from, with their values in the row: "Path '/images/1.png'"; empty if there are none.</summary>
    public static string Describe(IDataView view, string columnName, long row)
    {
        try
        {
            (IDataView source, DataViewSchema.Column[] columns) = Find(view, columnName);
            DataViewSchema.Column[] texts = [.. columns.Where(column => column.Type is TextDataViewType)];
            return texts.Length == 0 ? "" : Read(source, texts, row);
        }
#pragma warning disable CA1031 // This only adds to the text of another error, which must not be lost.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "";
        }
    }

    /// <summary>Whether the column is made from properties of the objects in a list, one per row.</summary>
    public static bool IsObject(IDataView view, string columnName)
    {
        (IDataView source, DataViewSchema.Column[] columns) = Find(view, columnName);
        return columns.Length > 0 && source.GetType().DeclaringType == typeof(DataViewConstructionUtils);
    }

    /// <summary>Follows the transforms that map row by row up to where the column comes from.</summary>
    private static (IDataView Source, DataViewSchema.Column[] Columns) Find(IDataView view, string columnName)
    {
        DataViewSchema.Column[] columns = [view.Schema[columnName]];
        while (view is IRowToRowMapper mapper and IDataTransform transform)
        {
            columns = [.. mapper.GetDependencies(columns)];
            view = transform.Source;
        }

        return (view, columns);
    }

    private static string Read(IDataView source, DataViewSchema.Column[] texts, long row)
    {
        using DataViewRowCursor cursor = source.GetRowCursor(texts);
        while (cursor.Position < row)
        {
            if (!cursor.MoveNext())
                return "";
        }

        return string.Join(", ", texts.Select(text => $"{text.Name} '{Value(cursor, text)}'"));
    }

    private static ReadOnlyMemory<char> Value(DataViewRowCursor cursor, DataViewSchema.Column text)
    {
        ReadOnlyMemory<char> value = default;
        cursor.GetGetter<ReadOnlyMemory<char>>(text)(ref value);
        return value;
    }
}
