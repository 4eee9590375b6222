using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>One of several cursors that are dealt the rows of a source in turn, a batch at a time.</summary>
internal sealed class DealtCursor(DataViewRowCursor cursor, int batchRows, int hand, int hands) : DataViewRowCursor
{
    private long _position = -1;

    public override DataViewSchema Schema => cursor.Schema;

    // As everywhere in ML.NET: the place among the rows of this cursor alone.
    public override long Position => _position;

    public override long Batch => cursor.Position / batchRows;

    public override bool MoveNext()
    {
        while (cursor.MoveNext())
        {
            if (Batch % hands == hand)
            {
                _position++;
                return true;
            }
        }

        return false;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => cursor.IsColumnActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => cursor.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => cursor.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            cursor.Dispose();
        base.Dispose(disposing);
    }
}
