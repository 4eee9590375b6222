using Microsoft.ML;

namespace MlNetBatchNorm.Reading;

/// <summary>
/// The rows of a <see cref="MapperChain"/>, read by one cursor, mapped by several threads and given in order. A thread copies the columns that the
/// mappers need, which takes little, and then maps the row while others copy theirs.
/// </summary>
internal sealed class MappedRows<T> : IDisposable where T : class
{
    private readonly DataViewRowCursor _cursor;
    private readonly Worker[] _workers;
    private readonly OrderedResults<T> _results;

    /// <summary>Starts reading.</summary>
    /// <param name="chain">The mappers, and what they map.</param>
    /// <param name="threads">How many threads map rows.</param>
    /// <param name="rand">How the source shuffles its rows; null if it doesn't.</param>
    /// <param name="bind">Binds to a thread's mapped row, and gives what computes the result of its current row.</param>
    /// <param name="createResult">Makes a result to compute into.</param>
    public MappedRows(MapperChain chain, int threads, Random? rand, Func<DataViewRow, Action<T>> bind, Func<T> createResult)
    {
        _cursor = chain.Source.GetRowCursorSet(chain.SourceColumns, 1, rand).Single();
        var workers = new List<Worker>();
        try
        {
            for (int i = 0; i < threads; i++)
                workers.Add(new Worker(_cursor, chain, bind));
            _workers = [.. workers];
            _results = new OrderedResults<T>(_workers, createResult);
        }
        catch
        {
            // Nobody else gets to know what is open by now.
            workers.ForEach(worker => worker.Dispose());
            _cursor.Dispose();
            throw;
        }
    }

    /// <summary>The result of the row that <see cref="MoveNext"/> moved to.</summary>
    public T Current => _results.Current;

    /// <summary>Waits for the next row's result; false if there is none left.</summary>
    public bool MoveNext(CancellationToken cancellation = default) => _results.MoveNext(cancellation);

    public void Dispose()
    {
        var faults = new FirstFault();
        faults.Run(_results.Dispose);
        foreach (Worker worker in _workers)
            faults.Run(worker.Dispose);
        faults.Run(_cursor.Dispose);
        faults.Throw();
    }

    private sealed class Worker : IOrderedWork<T>, IDisposable
    {
        private readonly DataViewRowCursor _cursor;
        private readonly CopiedRow _row;
        private readonly CopiedRow.Getters _getters;
        private readonly DataViewRow _mapped;
        private readonly Action<T> _compute;

        public Worker(DataViewRowCursor cursor, MapperChain chain, Func<DataViewRow, Action<T>> bind)
        {
            _cursor = cursor;
            _row = new CopiedRow(chain.Source.Schema, chain.SourceColumns);
            _getters = _row.GettersOf(cursor);
            _mapped = chain.Map(_row);
            _compute = bind(_mapped);
        }

        public bool Take()
        {
            if (!_cursor.MoveNext())
                return false;
            _row.Read(_getters);
            return true;
        }

        public void Compute(T result) => _compute(result);

        public void Dispose() => _mapped.Dispose();
    }
}
