namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Keeps what a fit reports, on the thread that reports it.</summary>
internal sealed class ProgressRecorder : IProgress<BatchNormProgress>
{
    public List<BatchNormProgress> Reports { get; } = [];

    public Action<BatchNormProgress>? Reported { get; init; }

    public void Report(BatchNormProgress value)
    {
        Reports.Add(value);
        Reported?.Invoke(value);
    }
}
