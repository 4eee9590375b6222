namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>Hands progress on at once; <see cref="Progress{T}"/> would do it later, on any thread.</summary>
internal sealed class ProgressReceiver<T>(Action<T> receive) : IProgress<T>
{
    public void Report(T value) => receive(value);
}
