using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Reading;

namespace MlNetBatchNorm.Applying;

/// <summary>A cursor whose rows are mapped ahead by several threads, a few per thread.</summary>
internal sealed class MappedCursor : DataViewRowCursor
{
    private readonly HashSet<int> _active;
    private readonly MappedRows<CopiedRow> _rows;
    private CopiedRow? _current;

    public MappedCursor(MapperChain chain, DataViewSchema schema, DataViewSchema.Column[] columns, int threads, Random? rand)
    {
        Schema = schema;
        _active = [.. columns.Select(column => column.Index)];
        _rows = new MappedRows<CopiedRow>(chain, threads, rand, row => Copying(row, columns), () => new CopiedRow(schema, columns));
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _current?.Position ?? -1;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        _current = null;
        if (!_rows.MoveNext())
            return false;
        _current = _rows.Current;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = Current().Id;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw Errors.InactiveColumn(column);
        CopiedRow.CheckType<TValue>(column);
        return (ref TValue value) => Current().Write(column.Index, ref value);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _rows.Dispose();
        base.Dispose(disposing);
    }

    private static Action<CopiedRow> Copying(DataViewRow row, DataViewSchema.Column[] columns)
    {
        CopiedRow.Getters getters = new CopiedRow(row.Schema, columns).GettersOf(row);
        return copy => copy.Read(getters);
    }

    private CopiedRow Current() => _current ?? throw Errors.Data("The cursor is before its first row, or after its last. Call MoveNext first.");
}
