using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>A cursor over the values of a <see cref="ListView{T}"/>.</summary>
internal sealed class ListCursor<T>(DataViewSchema schema, IReadOnlyList<T> values, bool active) : DataViewRowCursor
{
    private int _row = -1;

    public override DataViewSchema Schema => schema;

    public override long Position => _row;

    public override long Batch => 0;

    public override bool MoveNext() => ++_row < values.Count;

    public override bool IsColumnActive(DataViewSchema.Column column) => active;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_row, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        (ValueGetter<TValue>)(Delegate)(ValueGetter<T>)((ref T value) => value = values[_row]);
}
