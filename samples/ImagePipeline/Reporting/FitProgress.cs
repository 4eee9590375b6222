using MlNetBatchNorm;
using Spectre.Console;

namespace ImagePipeline.Reporting;

/// <summary>Moves a bar with the rows that a fit has read. <see cref="Progress{T}"/> would be told later, and on another thread.</summary>
internal sealed class FitProgress(ProgressTask bar) : IProgress<BatchNormProgress>
{
    public void Report(BatchNormProgress value)
    {
        bar.Value = value.Rows;
        if (value.Rows == value.TotalRows)
            bar.StopTask();
    }
}
