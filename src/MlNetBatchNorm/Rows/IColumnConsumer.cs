using System.Numerics;

namespace MlNetBatchNorm.Rows;

/// <summary>Takes a <see cref="SourceColumn"/> with the type of its normalized values.</summary>
internal interface IColumnConsumer<TResult>
{
    TResult Take<T>(SourceColumn<T> column) where T : unmanaged, IFloatingPointIeee754<T>;
}
