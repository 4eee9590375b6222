using System.Runtime.ExceptionServices;

namespace MlNetBatchNorm.Reading;

/// <summary>
/// Takes items in turn, computes their results by several threads, and gives them in the items' order. A few results per thread are held, and
/// used again. What taking or computing an item threw is thrown in the item's turn.
/// </summary>
internal sealed class OrderedResults<T> : IDisposable where T : class
{
    private const int ResultsPerThread = 3;

    private readonly Lock _taking = new();
    private readonly object _handing = new();
    private readonly Result[] _results;
    private readonly Task[] _threads;
    private long _taken;
    private long _given = -1;
    private bool _ended;
    private bool _stopped;

    /// <summary>Starts the threads.</summary>
    public OrderedResults(IReadOnlyList<IOrderedWork<T>> threads, Func<T> createResult)
    {
        _results = [.. Enumerable.Range(0, ResultsPerThread * threads.Count).Select(_ => new Result(createResult()))];
        _threads = [.. threads.Select(work =>
            Task.Factory.StartNew(() => Run(work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    /// <summary>The result that <see cref="MoveNext"/> moved to; good until the next move.</summary>
    public T Current => ResultAt(_given).Value;

    /// <summary>Waits for the next result; false if there is none left.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public bool MoveNext(CancellationToken cancellation = default)
    {
        using CancellationTokenRegistration wake = cancellation.UnsafeRegister(_ => Wake(), null);
        lock (_handing)
        {
            if (_given >= 0)
                ResultAt(_given).Ready = false;
            _given++;
            Monitor.PulseAll(_handing);
            while (!ResultAt(_given).Ready && !(_ended && _given >= _taken))
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_handing);
            }

            if (!ResultAt(_given).Ready)
                return false;
        }

        ResultAt(_given).Fault?.Throw();
        return true;
    }

    /// <summary>Stops the threads and waits for them.</summary>
    public void Dispose()
    {
        lock (_handing)
        {
            _stopped = true;
            Monitor.PulseAll(_handing);
        }

        Task.WaitAll(_threads, CancellationToken.None);
    }

    private Result ResultAt(long index) => _results[index % _results.Length];

    private void Run(IOrderedWork<T> work)
    {
        while (Take(work, out long index, out ExceptionDispatchInfo? fault))
        {
            Result result = ResultAt(index);
            result.Fault = fault ?? Catch(() => work.Compute(result.Value));
            lock (_handing)
            {
                result.Ready = true;
                Monitor.PulseAll(_handing);
            }
        }
    }

    private bool Take(IOrderedWork<T> work, out long index, out ExceptionDispatchInfo? fault)
    {
        lock (_taking)
        {
            index = _taken;
            fault = null;
            if (!WaitForRoom())
                return false;
            bool found = false;
            fault = Catch(() => found = work.Take());
            lock (_handing)
            {
                // Nothing comes after an item that cannot be taken.
                _ended |= !found;
                if (found || fault is not null)
                    _taken++;
                Monitor.PulseAll(_handing);
            }

            return found || fault is not null;
        }
    }

    private bool WaitForRoom()
    {
        lock (_handing)
        {
            while (!_stopped && !_ended && _taken - Math.Max(_given, 0) >= _results.Length)
                Monitor.Wait(_handing);
            return !_stopped && !_ended;
        }
    }

    private void Wake()
    {
        lock (_handing)
            Monitor.PulseAll(_handing);
    }

    private static ExceptionDispatchInfo? Catch(Action step)
    {
        try
        {
            step();
            return null;
        }
#pragma warning disable CA1031 // Handed on to the thread that asks for the result.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return ExceptionDispatchInfo.Capture(fault);
        }
    }

    private sealed class Result(T value)
    {
        public T Value { get; } = value;

        public bool Ready { get; set; }

        public ExceptionDispatchInfo? Fault { get; set; }
    }
}
