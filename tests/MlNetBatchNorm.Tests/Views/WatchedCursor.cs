using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>A cursor whose moves and end are told to somebody.</summary>
internal sealed class WatchedCursor(DataViewRowCursor cursor, Func<DataViewRowCursor, bool> moveNext, Action disposed) : DataViewRowCursor
{
    private bool _disposed;

    public override DataViewSchema Schema => cursor.Schema;

    public override long Position => cursor.Position;

    public override long Batch => cursor.Batch;

    public override bool MoveNext() => moveNext(cursor);

    public override bool IsColumnActive(DataViewSchema.Column column) => cursor.IsColumnActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => cursor.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => cursor.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            cursor.Dispose();
            disposed();
        }

        base.Dispose(disposing);
    }
}
