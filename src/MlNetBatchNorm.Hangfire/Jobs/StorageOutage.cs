using System.Diagnostics;

namespace MlNetBatchNorm.Cluster.Jobs;

/// <summary>Bridges the time in which a storage cannot be reached, such as the restart of a database, whatever its client throws then.</summary>
internal sealed class StorageOutage
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private long? _since;

    /// <summary>What a read gives; null if it fails and the storage has not been away for too long.</summary>
    public T? Bridge<T>(Func<T> read)
        where T : class
    {
        try
        {
            T result = read();
            _since = null;
            return result;
        }
        catch (Exception) when (Stopwatch.GetElapsedTime(_since ??= Stopwatch.GetTimestamp()) < Longest)
        {
            return null;
        }
    }
}
