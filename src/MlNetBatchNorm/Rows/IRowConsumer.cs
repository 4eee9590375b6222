using System.Numerics;

namespace MlNetBatchNorm.Rows;

/// <summary>Takes a <see cref="SourceRow"/> with the type of its normalized values.</summary>
internal interface IRowConsumer<TResult>
{
    TResult Take<T>(SourceRow<T> row) where T : unmanaged, IFloatingPointIeee754<T>;
}
