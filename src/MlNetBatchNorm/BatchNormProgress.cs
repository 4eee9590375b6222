namespace MlNetBatchNorm;

/// <summary>The progress of a fit. Reported after each batch, and once more for rows after the last one, on the thread that called <c>Fit</c>.</summary>
/// <param name="Rows">The rows read so far, including skipped ones.</param>
/// <param name="TotalRows">The number of rows; null if the data view does not know.</param>
/// <param name="RowsSkipped">The rows skipped because of <see cref="NonFiniteHandling.SkipRow"/> or <see cref="BatchNormEstimator.Options.SkipUnreadableRows"/>.</param>
/// <param name="Batches">The batches in the statistics so far.</param>
/// <param name="Elapsed">The time since the fit began.</param>
public readonly record struct BatchNormProgress(long Rows, long? TotalRows, long RowsSkipped, long Batches, TimeSpan Elapsed)
{
    /// <summary>Rows per second so far; 0 before any time has passed.</summary>
    public double RowsPerSecond => Elapsed > TimeSpan.Zero ? Rows / Elapsed.TotalSeconds : 0;
}
