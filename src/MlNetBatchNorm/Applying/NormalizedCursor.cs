using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Reading;

namespace MlNetBatchNorm.Applying;

/// <summary>A cursor over the source whose rows also have the mapped columns.</summary>
internal sealed class NormalizedCursor(IRowToRowMapper mapper, DataViewRowCursor source, DataViewSchema.Column[] columns) : DataViewRowCursor
{
    private readonly DataViewRow _row = mapper.GetRow(source, columns);
    private readonly HashSet<int> _active = [.. columns.Select(column => column.Index)];

    /// <summary>A cursor over each source; if one cannot be made, all sources are disposed of.</summary>
    public static DataViewRowCursor[] Over(DataViewRowCursor[] sources, IRowToRowMapper mapper, DataViewSchema.Column[] columns)
    {
        try
        {
            return [.. sources.Select(source => new NormalizedCursor(mapper, source, columns))];
        }
        catch
        {
            // Nobody else gets to know these cursors.
            var faults = new FirstFault();
            Array.ForEach(sources, source => faults.Run(source.Dispose));
            throw;
        }
    }

    public override DataViewSchema Schema => _row.Schema;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        IsColumnActive(column) ? _row.GetGetter<TValue>(column) : throw Errors.InactiveColumn(column);

    protected override void Dispose(bool disposing)
    {
        // The row disposes of the cursor that it wraps.
        if (disposing)
            _row.Dispose();
        base.Dispose(disposing);
    }
}
