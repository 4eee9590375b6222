using Microsoft.ML;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Applying;

/// <summary>Makes a <see cref="BatchColumn"/>.</summary>
internal sealed class BatchColumns : IRowConsumer<BatchColumn>
{
    private readonly FittedColumn _column;

    private BatchColumns(FittedColumn column) => _column = column;

    /// <summary>Binds to the cursor that reads ahead.</summary>
    public static BatchColumn Create(FittedColumn column, DataViewRow ahead) =>
        SourceRows.Create(ahead, column.Input, new BatchColumns(column));

    BatchColumn IRowConsumer<BatchColumn>.Take<T>(SourceRow<T> row) => new BatchColumn<T>(_column, row);
}
