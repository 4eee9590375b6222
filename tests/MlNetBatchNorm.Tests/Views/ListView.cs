using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>A view of one column whose values stand in a list; reading them allocates nothing.</summary>
internal sealed class ListView<T>(string name, DataViewType type, IReadOnlyList<T> values) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema { get; } = SchemaOf(name, type);

    public long? GetRowCount() => values.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new ListCursor<T>(Schema, values, columnsNeeded.Any());

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private static DataViewSchema SchemaOf(string name, DataViewType type)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(name, type);
        return builder.ToSchema();
    }
}
