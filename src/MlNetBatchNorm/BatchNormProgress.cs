namespace MlNetBatchNorm;

/// <summary>How far a fit has come. Reported after each batch, and for rows that end none after the last one, from the thread that fits.</summary>
/// <param name="Rows">The rows read so far, those left out included.</param>
/// <param name="TotalRows">How many rows there are; null where the data view does not know.</param>
/// <param name="RowsSkipped">The rows left out because of <see cref="NonFiniteHandling.SkipRow"/> or <see cref="BatchNormEstimator.Options.SkipUnreadableRows"/>.</param>
/// <param name="Batches">The batches taken into the statistics so far.</param>
/// <param name="Elapsed">The time since the fit began.</param>
public readonly record struct BatchNormProgress(long Rows, long? TotalRows, long RowsSkipped, long Batches, TimeSpan Elapsed)
{
    /// <summary>Rows a second so far; 0 before any time has passed.</summary>
    public double RowsPerSecond => Elapsed > TimeSpan.Zero ? Rows / Elapsed.TotalSeconds : 0;
}
