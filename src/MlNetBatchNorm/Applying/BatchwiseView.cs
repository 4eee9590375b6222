using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Applying;

/// <summary>
/// A view whose columns are normalized by the statistics of each batch of rows (<c>trackRunningStats: false</c>). Rows come in the source's
/// order, from one cursor, and are read one batch ahead.
/// </summary>
internal sealed class BatchwiseView(IHost host, IDataView source, FittedColumns columns, ColumnBindings bindings, ISaveAsOnnx export)
    : ITransformCanSaveOnnx
{
    // A shuffled batch is another batch, with other statistics.
    public bool CanShuffle => false;

    public DataViewSchema Schema => bindings.Schema;

    public IDataView Source => source;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        host.CheckValue(columnsNeeded, nameof(columnsNeeded));
        return new BatchwiseCursor(source, columns, bindings, [.. columnsNeeded.Select(column => column.Index)]);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    // ML.NET's ONNX export takes a view that is not a transform for the data itself, and would silently make the normalized columns inputs of
    // the model. So this is a transform that can be exported, and its export throws the reason why it can't be.
    public bool CanSaveOnnx(OnnxContext ctx) => true;

    public void SaveAsOnnx(OnnxContext ctx) => export.SaveAsOnnx(ctx);

    public void Save(ModelSaveContext ctx) => throw new NotSupportedException("A model is saved by its transformer, not by a view.");
}
