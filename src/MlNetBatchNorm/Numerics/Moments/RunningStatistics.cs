using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Running mean and running variance as torch.nn.BatchNorm keeps them: single-precision buffers that start at 0 and 1, updated in double
/// precision, batch by batch. https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class RunningStatistics
{
    // Filled up to whole lanes.
    private readonly float[] _mean;
    private readonly float[] _variance;
    private readonly double[] _batchMean;
    private readonly double[] _batchVariance;
    private readonly int _channels;

    /// <summary>Statistics before the first batch.</summary>
    public RunningStatistics(int channels)
    {
        _channels = channels;
        _mean = new float[Lanes.Padded(channels)];
        _variance = new float[_mean.Length];
        _batchMean = new double[_mean.Length];
        _batchVariance = new double[_mean.Length];
        Array.Fill(_variance, 1);
    }

    /// <summary>Statistics that go on from what was learned before.</summary>
    public RunningStatistics(ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, long batches)
        : this(mean.Length)
    {
        mean.CopyTo(_mean);
        variance.CopyTo(_variance);
        Batches = batches;
    }

    /// <summary>The running mean of every channel.</summary>
    public ReadOnlySpan<float> Mean => _mean.AsSpan(0, _channels);

    /// <summary>The running variance of every channel.</summary>
    public ReadOnlySpan<float> Variance => _variance.AsSpan(0, _channels);

    /// <summary>PyTorch's num_batches_tracked.</summary>
    public long Batches { get; private set; }

    /// <summary>
    /// Takes a batch in: <c>running = (1 - momentum) * running + momentum * batch</c>, with the batch's unbiased variance. A null
    /// <paramref name="momentum"/> is the cumulative average. The batch holds two values per channel or more.
    /// </summary>
    public void Update(ChannelMoments batch, float? momentum)
    {
        if (batch.Count < 2)
            throw new ArgumentException($"A batch of {batch.Count} value per channel has no unbiased variance.", nameof(batch));
        Batches++;
        double factor = momentum ?? 1.0 / Batches;
        batch.CopyMoments(_batchMean, _batchVariance);
        if (Vector512.IsHardwareAccelerated)
            Update<Lanes512>(factor, batch.Count);
        else if (Vector128.IsHardwareAccelerated)
            Update<Lanes256>(factor, batch.Count);
        else
            Update<ScalarLanes>(factor, batch.Count);
    }

    [MethodImpl(HotLoop.Compilation)]
    private void Update<TLanes>(double factor, long count) where TLanes : struct, ILanes<TLanes>
    {
        TLanes unbiased = TLanes.Broadcast(count - 1);
        TLanes ofBatch = TLanes.Broadcast(factor);
        TLanes ofRunning = TLanes.Broadcast(1 - factor);
        for (int c = 0; c < _batchMean.Length; c += Lanes.Count)
        {
            TLanes variance = TLanes.Load(in _batchVariance[c]) / unbiased;
            TLanes.Store(TLanes.Canonical((ofBatch * TLanes.Load(in _batchMean[c])) + (ofRunning * TLanes.Load(in _mean[c]))), ref _mean[c]);
            TLanes.Store(TLanes.Canonical((ofBatch * variance) + (ofRunning * TLanes.Load(in _variance[c]))), ref _variance[c]);
        }
    }
}
