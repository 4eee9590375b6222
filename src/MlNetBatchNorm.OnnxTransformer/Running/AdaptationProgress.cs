using System.Diagnostics;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>How far a fit has come, through all its passes.</summary>
internal sealed class AdaptationProgress(OnnxAdaptationOptions options, long? totalRows)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _rows;
    private long _batches;

    public void EndBatch(int rows)
    {
        _rows += rows;
        _batches++;
        options.Progress?.Report(new BatchNormProgress(_rows, totalRows, RowsSkipped: 0, _batches, Stopwatch.GetElapsedTime(_started)));
    }

    /// <summary>What was done, in a line.</summary>
    public string Summary(int layers, int passes) => FormattableString.Invariant(
        $"Adapted {layers} BatchNormalization layers to {_rows / passes} rows in {_batches / passes} batches and {passes} {(passes == 1 ? "pass" : "passes")}, ") +
        FormattableString.Invariant($"in {Stopwatch.GetElapsedTime(_started).TotalSeconds:0.000} s.");
}
