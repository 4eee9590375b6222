using System.Diagnostics;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>Bridges the time in which a storage cannot be reached, such as the restart of a database, whatever its client throws then.</summary>
/// <param name="longest">How long it may take.</param>
/// <param name="advice">What happens to the job then, and what to do.</param>
internal sealed class StorageOutage(TimeSpan longest, string advice)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private long? _since;

    /// <summary>Does something once the storage is there.</summary>
    /// <exception cref="TimeoutException">It is away for too long.</exception>
    public T Run<T>(Func<T> operation)
    {
        T? result;
        while (!TryRun(operation, out result))
#pragma warning disable RS0030 // The caller waits for a synchronous answer, for no longer than the outage may take.
            Thread.Sleep(Pause);
#pragma warning restore RS0030
        return result!;
    }

    /// <summary>As <see cref="Run{T}(Func{T})"/>.</summary>
    public void Run(Action operation) => Run(() =>
    {
        operation();
        return true;
    });

    /// <summary>Does something if the storage is there.</summary>
    /// <returns>False where it is away, but not for too long yet.</returns>
    /// <exception cref="TimeoutException">It is away for too long.</exception>
    public bool TryRun<T>(Func<T> operation, out T? result)
    {
        try
        {
            result = operation();
            _since = null;
            return true;
        }
        catch (Exception error)
        {
            if (Stopwatch.GetElapsedTime(_since ??= Stopwatch.GetTimestamp()) >= longest)
                throw new TimeoutException(
                    FormattableString.Invariant($"Hangfire's storage was away for {longest.TotalSeconds:0.#} seconds ({error.GetBaseException().Message}). {advice}"), error);
            result = default;
            return false;
        }
    }
}
