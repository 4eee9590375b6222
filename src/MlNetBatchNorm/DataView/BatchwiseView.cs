using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetBatchNorm.DataView;

/// <summary>
/// A view whose columns are normalized by the statistics of each batch of rows (<c>trackRunningStats: false</c>). Rows come in the source's
/// order, from one cursor, and are read one batch ahead.
/// </summary>
internal sealed class BatchwiseView(IHost host, IDataView source, ImmutableArray<FittedColumn> columns, ColumnBindings bindings) : IDataView
{
    // A shuffled batch is another batch, with other statistics.
    public bool CanShuffle => false;

    public DataViewSchema Schema => bindings.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        host.CheckValue(columnsNeeded, nameof(columnsNeeded));
        return new BatchwiseCursor(source, columns, bindings, [.. columnsNeeded.Select(column => column.Index)]);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
