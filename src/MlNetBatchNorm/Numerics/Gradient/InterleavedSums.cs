namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>Sums of interleaved channels: for each segment of the batch, one for each value of a period.</summary>
internal sealed class InterleavedSums<TSum>(int channels, ChannelTotals totals) where TSum : IChannelSum
{
    private double[] _centers = new double[channels];
    private double[] _sums = [];
    private double[] _products = [];
    private int _period;
    private int _length;

    /// <summary>Begins a batch, once the centers are set.</summary>
    public void Start(int period, int segments)
    {
        totals.Center.CopyTo(_centers, 0);
        _centers = Periodic.Extend(_centers, channels, period);
        (_period, _length) = (period, segments * period);
        if (_sums.Length < _length)
            (_sums, _products) = (new double[_length], new double[_length]);
        _sums.AsSpan(0, _length).Clear();
        _products.AsSpan(0, _length).Clear();
    }

    /// <summary>Sums one segment.</summary>
    public void Sum(SharedBatch batch, int segment, Range values) => ChannelSums<TSum>.AddInterleaved(
        batch.Input[values], batch.OutputGradient[values],
        _centers.AsSpan(0, _period), _sums.AsSpan(segment * _period, _period), _products.AsSpan(segment * _period, _period));

    /// <summary>Adds up what all segments came to.</summary>
    public void SetTotals()
    {
        AddUp(_sums.AsSpan(0, _length), totals.Sum);
        AddUp(_products.AsSpan(0, _length), totals.Products);
    }

    private static void AddUp(ReadOnlySpan<double> partials, Span<double> totals)
    {
        totals.Clear();
        for (; partials.Length > 0; partials = partials[totals.Length..])
        {
            for (int c = 0; c < totals.Length; c++)
                totals[c] += partials[c];
        }
    }
}
