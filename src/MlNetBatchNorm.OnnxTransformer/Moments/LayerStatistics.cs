namespace MlNetBatchNorm.OnnxAdaptation.Moments;

/// <summary>The statistics of what a layer sees, batch after batch.</summary>
internal sealed class LayerStatistics(int channels, BatchNormStatistics kind)
{
    private readonly PartMoments _all = new(channels);
    private readonly double[] _means = new double[channels];
    private readonly double[] _variances = new double[channels];
    private long _batches;

    /// <summary>What was added since the last batch ended.</summary>
    public PartMoments Batch { get; } = new(channels);

    /// <summary>The mean per channel so far.</summary>
    public double[] Mean => kind == BatchNormStatistics.Exact ? _all.Mean : [.. _means.Select(sum => sum / _batches)];

    /// <summary>The variance per channel so far: of all values, unbiased; or the mean of the batches' unbiased variances.</summary>
    public double[] Variance => kind == BatchNormStatistics.Exact
        ? [.. Enumerable.Range(0, channels).Select(_all.Variance)]
        : [.. _variances.Select(sum => sum / _batches)];

    /// <summary>Whether there are two values per channel, and so a variance: of all, or in each batch.</summary>
    public bool HasVariance => kind == BatchNormStatistics.Exact ? _all.Count > 1 : _batches > 0;

    /// <summary>Every batch counts equally, as in update_bn, including a short last one; in exact statistics, every value.</summary>
    public void EndBatch()
    {
        if (kind == BatchNormStatistics.Exact)
        {
            _all.Add(Batch.Count, Batch.Mean, Batch.SquaredDeviations);
        }
        else
        {
            for (int c = 0; c < channels; c++)
            {
                _means[c] += Batch.Mean[c];
                _variances[c] += Batch.Variance(c);
            }
        }

        _batches++;
        Batch.Clear();
    }

    /// <summary>The first channel of the batch that has a NaN or an infinity, or -1: it always shows in the squared deviations.</summary>
    public int FindNonFinite() => Array.FindIndex(Batch.SquaredDeviations, value => !double.IsFinite(value));
}
