namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>Hands a fit's progress on at once; <see cref="Progress{T}"/> would do it later, on any thread.</summary>
internal sealed class ProgressReceiver(Action<BatchNormProgress> receive) : IProgress<BatchNormProgress>
{
    public void Report(BatchNormProgress value) => receive(value);
}
