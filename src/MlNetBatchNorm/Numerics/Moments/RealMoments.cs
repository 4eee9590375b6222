namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Moments of float or double values, in double precision, merged without loss of digits:
/// Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance: Analysis and Recommendations", 1983.
/// </summary>
internal sealed class RealMoments(int channels) : ChannelMoments(channels)
{
    private readonly double[] _mean = new double[channels];
    private readonly double[] _squaredDeviations = new double[channels];

    /// <summary>Moments that were kept before.</summary>
    public RealMoments(long count, ReadOnlySpan<double> mean, ReadOnlySpan<double> squaredDeviations)
        : this(mean.Length)
    {
        Count = count;
        mean.CopyTo(_mean);
        squaredDeviations.CopyTo(_squaredDeviations);
    }

    public override double Mean(int channel) => _mean[channel];

    public override double SquaredDeviations(int channel) => _squaredDeviations[channel];

    /// <summary>Begins anew with a number of values of each channel.</summary>
    public void Start(long count) => Count = count;

    /// <summary>Sets a channel from the sums of its deviations from a pivot, and of their squares.</summary>
    public void Set(int channel, double pivot, double sum, double squares)
    {
        _mean[channel] = pivot + (sum / Count);
        // Rounding may leave a constant channel a hair below zero; Max keeps a NaN.
        _squaredDeviations[channel] = Math.Max(0, squares - (sum * sum / Count));
    }

    public override void CopyMoments(Span<double> mean, Span<double> squaredDeviations)
    {
        _mean.CopyTo(mean);
        _squaredDeviations.CopyTo(squaredDeviations);
    }

    protected override void MergeCore(ChannelMoments other)
    {
        var part = (RealMoments)other;
        long count = Count + part.Count;
        double share = (double)part.Count / count;
        double weight = Count * share;
        for (int c = 0; c < _mean.Length; c++)
        {
            double delta = part._mean[c] - _mean[c];
            // An infinite mean stays infinite, as a sum over all values would be; the difference would make it NaN.
            _mean[c] = double.IsFinite(delta) ? _mean[c] + (delta * share) : _mean[c] + part._mean[c];
            _squaredDeviations[c] += part._squaredDeviations[c] + (delta * delta * weight);
        }

        Count = count;
    }

    public override void Clear()
    {
        Count = 0;
        Array.Clear(_mean);
        Array.Clear(_squaredDeviations);
    }
}
