using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Reading;

namespace MlNetBatchNorm.Applying;

/// <summary>
/// Two cursors over the source: one reads the columns to normalize a batch ahead, the other is on the current row and serves every
/// other column. So no more than a batch of the normalized columns is held, and nothing is read twice but what both need.
/// </summary>
internal sealed class BatchwiseCursor : DataViewRowCursor
{
    private readonly ColumnBindings _bindings;
    private readonly HashSet<int> _active;
    private readonly DataViewRowCursor _current;
    private readonly DataViewRowCursor? _ahead;
    private readonly BatchColumn?[] _columns;
    private readonly int _batchSize;
    private int _rowsInBatch;
    private int _row = -1;

    public BatchwiseCursor(IDataView source, FittedColumns columns, ColumnBindings bindings, HashSet<int> active)
    {
        _bindings = bindings;
        _active = active;
        _batchSize = columns.BatchSize;
        bool[] activeInput = bindings.GetActiveInput(active.Contains);
        _current = source.GetRowCursor(source.Schema.Where(column => activeInput[column.Index]));

        _columns = new BatchColumn?[columns.Count];
        try
        {
            bool[] made = [.. bindings.AddedColumnIndices.Select(active.Contains)];
            if (!made.Contains(true))
                return;
            _ahead = source.GetRowCursor(
                columns.Where((_, i) => made[i]).Select(column => source.Schema[column.Input.ColumnName]).Distinct());
            for (int i = 0; i < columns.Count; i++)
                _columns[i] = made[i] ? BatchColumns.Create(columns[i], _ahead) : null;
        }
        catch
        {
            // Nobody else gets to know the cursors that are open by now.
            DisposeSources(new FirstFault());
            throw;
        }
    }

    public override DataViewSchema Schema => _bindings.Schema;

    public override long Position => _current.Position;

    public override long Batch => _current.Batch;

    public override bool MoveNext()
    {
        if (!_current.MoveNext())
            return false;
        if (_ahead is not null && ++_row >= _rowsInBatch)
            ReadBatch(_ahead);
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _current.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw Errors.InactiveColumn(column);
        int index = _bindings.MapColumnIndex(out bool isSource, column.Index);
        if (isSource)
            return _current.GetGetter<TValue>(_current.Schema[index]);
        return _columns[index]!.MakeGetter(() => _row) as ValueGetter<TValue>
            ?? throw Errors.Parameter(nameof(column), $"Column '{column.Name}' is {column.Type}, which a getter of {typeof(TValue)} cannot give.");
    }

    protected override void Dispose(bool disposing)
    {
        var faults = new FirstFault();
        if (disposing)
            DisposeSources(faults);
        base.Dispose(disposing);
        faults.Throw();
    }

    private void DisposeSources(FirstFault faults)
    {
        faults.Run(_current.Dispose);
        if (_ahead is not null)
            faults.Run(_ahead.Dispose);
        foreach (BatchColumn? column in _columns)
            column?.Dispose();
    }

    private void ReadBatch(DataViewRowCursor ahead)
    {
        long first = _current.Position;
        _row = 0;
        _rowsInBatch = 0;
        while (_rowsInBatch < _batchSize && ahead.MoveNext())
        {
            foreach (BatchColumn? column in _columns)
                column?.ReadRow(_rowsInBatch);
            _rowsInBatch++;
        }

        if (_rowsInBatch == 0)
            throw Errors.Data($"The source gave {first} rows when read ahead, but now gives more. It must give the same rows every time.");
        foreach (BatchColumn? column in _columns)
            column?.EndBatch(first);
    }
}
