namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>Receives reports at once, on the thread that reports.</summary>
internal sealed class Receiver<T>(Action<T> receive) : IProgress<T>
{
    public void Report(T value) => receive(value);
}
