using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Applying;

/// <summary>Makes a <see cref="BatchColumn"/>.</summary>
internal sealed class BatchColumns : IColumnConsumer<BatchColumn>
{
    private readonly FittedColumn _column;
    private readonly DataViewRow _ahead;

    private BatchColumns(FittedColumn column, DataViewRow ahead) => (_column, _ahead) = (column, ahead);

    /// <summary>Binds to the cursor that reads ahead.</summary>
    public static BatchColumn Create(FittedColumn column, DataViewRow ahead) =>
        ColumnBinding.Of(column.Input, new BatchColumns(column, ahead));

    BatchColumn IColumnConsumer<BatchColumn>.Take<T>(SourceColumn<T> column) => new BatchColumn<T>(_column, column, column.Bind(_ahead));
}
