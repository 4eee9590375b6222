using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>
/// A view whose cursor sets are as many as asked for, dealt <paramref name="batchRows"/> rows at a time in turn; so what each cursor gets does
/// not depend on the threads' luck.
/// </summary>
internal sealed class SplitView(IDataView source, int batchRows) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        source.GetRowCursor(columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. Enumerable.Range(0, n).Select(hand => new DealtCursor(source.GetRowCursor(columnsNeeded), batchRows, hand, n))];
}
