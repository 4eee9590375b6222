namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Running mean and running variance as torch.nn.BatchNorm keeps them: single-precision buffers that start at 0 and 1, updated in double
/// precision, batch by batch. https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class RunningStatistics
{
    /// <summary>Statistics before the first batch.</summary>
    public RunningStatistics(int channels)
    {
        Mean = new float[channels];
        Variance = new float[channels];
        Variance.AsSpan().Fill(1);
    }

    /// <summary>Statistics that go on from what was learned before.</summary>
    public RunningStatistics(ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, long batches)
    {
        Mean = mean.ToArray();
        Variance = variance.ToArray();
        Batches = batches;
    }

    public float[] Mean { get; }

    public float[] Variance { get; }

    /// <summary>PyTorch's num_batches_tracked.</summary>
    public long Batches { get; private set; }

    /// <summary>
    /// Takes a batch in: <c>running = (1 - momentum) * running + momentum * batch</c>, with the batch's unbiased variance. A null
    /// <paramref name="momentum"/> is the cumulative average. The batch holds two values a channel or more.
    /// </summary>
    public void Update(ChannelMoments batch, float? momentum)
    {
        if (batch.Count < 2)
            throw new ArgumentException($"A batch of {batch.Count} value per channel has no unbiased variance.", nameof(batch));
        Batches++;
        double factor = momentum ?? 1.0 / Batches;
        for (int c = 0; c < Mean.Length; c++)
        {
            Mean[c] = (float)((factor * batch.Mean(c)) + ((1 - factor) * Mean[c]));
            Variance[c] = (float)((factor * batch.UnbiasedVariance(c)) + ((1 - factor) * Variance[c]));
        }
    }
}
