using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Running mean and running variance as torch.nn.BatchNorm keeps them: they start at 0 and 1, and are updated in double precision, batch by batch.
/// Those of a column of floats are rounded to float after each batch, as the buffers of a float32 module are; those of doubles stay
/// doubles, as in a float64 module. https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class RunningStatistics
{
    // Filled up to whole lanes.
    private readonly double[] _mean;
    private readonly double[] _variance;
    private readonly double[] _batchMean;
    private readonly double[] _batchVariance;
    private readonly double[] _batchCounts;
    private readonly int _channels;
    private readonly bool _ofDoubles;

    /// <summary>The number of batches that had two values of each channel, once one had missing values; empty before.</summary>
    private double[] _batchesOfChannel = [];

    /// <summary>Statistics before the first batch.</summary>
    public RunningStatistics(int channels, bool ofDoubles)
    {
        _channels = channels;
        _ofDoubles = ofDoubles;
        _mean = new double[Lanes.Padded(channels)];
        _variance = new double[_mean.Length];
        _batchMean = new double[_mean.Length];
        _batchVariance = new double[_mean.Length];
        _batchCounts = new double[_mean.Length];
        Array.Fill(_variance, 1);
    }

    /// <summary>Statistics that go on from what was learned before.</summary>
    public RunningStatistics(ReadOnlySpan<double> mean, ReadOnlySpan<double> variance, long batches, bool ofDoubles)
        : this(mean.Length, ofDoubles)
    {
        mean.CopyTo(_mean);
        variance.CopyTo(_variance);
        Batches = batches;
    }

    /// <summary>The running mean of every channel.</summary>
    public ReadOnlySpan<double> Mean => _mean.AsSpan(0, _channels);

    /// <summary>The running variance of every channel.</summary>
    public ReadOnlySpan<double> Variance => _variance.AsSpan(0, _channels);

    /// <summary>PyTorch's num_batches_tracked.</summary>
    public long Batches { get; private set; }

    /// <summary>
    /// Takes a batch in: <c>running = (1 - momentum) * running + momentum * batch</c>, with the batch's unbiased variance. A null
    /// <paramref name="momentum"/> is the cumulative average. The batch holds two values per channel or more; a channel of which a batch with
    /// missing values has fewer stays as it was.
    /// </summary>
    public void Update(ChannelMoments batch, double? momentum)
    {
        if (batch.Count < 2)
            throw new ArgumentException($"A batch of {batch.Count} value per channel has no unbiased variance.", nameof(batch));
        Batches++;
        batch.CopyMoments(_batchMean, _batchVariance);
        if (batch is CountedMoments { IsComplete: false } && _batchesOfChannel.Length == 0)
        {
            _batchesOfChannel = new double[_mean.Length];
            Array.Fill(_batchesOfChannel, Batches - 1);
        }

        if (_batchesOfChannel.Length > 0)
            batch.CopyCounts(_batchCounts);
        if (Vector512.IsHardwareAccelerated)
            Update<SixteenDoubles512>(momentum, batch.Count);
        else if (Vector128.IsHardwareAccelerated)
            Update<SixteenDoubles256>(momentum, batch.Count);
        else
            Update<SixteenScalars>(momentum, batch.Count);
    }

    /// <summary>The first channel that no batch had two values of; or -1.</summary>
    public int FindEmpty() => _batchesOfChannel.AsSpan(0, Math.Min(_channels, _batchesOfChannel.Length)).IndexOf(0);

    private void Update<TLanes>(double? momentum, long count) where TLanes : struct, ISixteenDoubles<TLanes>
    {
        if (_batchesOfChannel.Length == 0)
            UpdateAlike<TLanes>(momentum ?? 1.0 / Batches, count);
        else
            UpdateByChannel<TLanes>(momentum);
    }

    [MethodImpl(HotLoop.Compilation)]
    private void UpdateByChannel<TLanes>(double? momentum) where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes one = TLanes.Broadcast(1);
        for (int c = 0; c < _mean.Length; c += Lanes.Count)
        {
            TLanes unbiased = TLanes.Max(TLanes.Load(in _batchCounts[c]) - one, default);
            // Infinite where there are fewer than two values.
            TLanes isThere = one / unbiased;
            TLanes batches = TLanes.Load(in _batchesOfChannel[c]) + TLanes.WhereFinite(isThere, one, default);
            TLanes.Store(batches, ref _batchesOfChannel[c]);
            TLanes ofBatch = momentum is { } factor ? TLanes.Broadcast(factor) : one / batches;
            TLanes mean = TLanes.Load(in _mean[c]);
            TLanes variance = TLanes.Load(in _variance[c]);
            TLanes newMean = (ofBatch * TLanes.Load(in _batchMean[c])) + ((one - ofBatch) * mean);
            TLanes newVariance = (ofBatch * (TLanes.Load(in _batchVariance[c]) / unbiased)) + ((one - ofBatch) * variance);
            Store(TLanes.WhereFinite(isThere, newMean, mean), ref _mean[c]);
            Store(TLanes.WhereFinite(isThere, newVariance, variance), ref _variance[c]);
        }
    }

    [MethodImpl(HotLoop.Compilation)]
    private void UpdateAlike<TLanes>(double factor, long count) where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes unbiased = TLanes.Broadcast(count - 1);
        TLanes ofBatch = TLanes.Broadcast(factor);
        TLanes ofRunning = TLanes.Broadcast(1 - factor);
        for (int c = 0; c < _batchMean.Length; c += Lanes.Count)
        {
            TLanes variance = TLanes.Load(in _batchVariance[c]) / unbiased;
            Store((ofBatch * TLanes.Load(in _batchMean[c])) + (ofRunning * TLanes.Load(in _mean[c])), ref _mean[c]);
            Store((ofBatch * variance) + (ofRunning * TLanes.Load(in _variance[c])), ref _variance[c]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store<TLanes>(TLanes values, ref double destination) where TLanes : struct, ISixteenDoubles<TLanes>
    {
        values = TLanes.Canonical(values);
        TLanes.Store(_ofDoubles ? values : TLanes.RoundToSingle(values), ref destination);
    }
}
