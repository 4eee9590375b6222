using System.Numerics;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>
/// The meaning of weight, bias and epsilon: <c>y = (x - mean) * scale + bias</c> with <c>scale = weight / sqrt(variance + epsilon)</c>, in double
/// precision before it is rounded. An empty weight is ones, an empty bias is zeros.
/// </summary>
internal readonly ref struct ChannelAffine
{
    // Floats or doubles, and the others are empty.
    private readonly ReadOnlySpan<float> _weight;
    private readonly ReadOnlySpan<float> _bias;
    private readonly ReadOnlySpan<double> _weightDouble;
    private readonly ReadOnlySpan<double> _biasDouble;
    private readonly double _epsilon;

    /// <summary>Single precision.</summary>
    public ChannelAffine(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon)
    {
        _weight = weight;
        _bias = bias;
        _epsilon = epsilon;
    }

    /// <summary>Double precision.</summary>
    public ChannelAffine(ReadOnlySpan<double> weight, ReadOnlySpan<double> bias, double epsilon)
    {
        _weightDouble = weight;
        _biasDouble = bias;
        _epsilon = epsilon;
    }

    /// <summary>The factor of a channel's normalized values.</summary>
    public double Weight(int channel) => !_weight.IsEmpty ? _weight[channel] : _weightDouble.IsEmpty ? 1 : _weightDouble[channel];

    /// <summary>The offset of a channel's normalized values.</summary>
    public double Bias(int channel) => !_bias.IsEmpty ? _bias[channel] : _biasDouble.IsEmpty ? 0 : _biasDouble[channel];

    /// <summary>The factor of a channel's values once the mean is subtracted; 0 where there is nothing to divide by: a constant gives its bias.</summary>
    public double Scale(int channel, double variance) => variance + _epsilon == 0 ? 0 : Weight(channel) / Math.Sqrt(variance + _epsilon);

    /// <summary>The map that normalizes by these statistics, one value per channel each.</summary>
    public AffineMap<T> ToMap<T, TStatistic>(ChannelShape shape, ReadOnlySpan<TStatistic> mean, ReadOnlySpan<TStatistic> variance)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TStatistic : unmanaged, IFloatingPointIeee754<TStatistic>
    {
        var map = new AffineMap<T>(shape);
        Fill(map, mean, variance);
        return map;
    }

    /// <summary>Makes a map normalize by these statistics, one value per channel each.</summary>
    public void Fill<T, TStatistic>(AffineMap<T> map, ReadOnlySpan<TStatistic> mean, ReadOnlySpan<TStatistic> variance)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TStatistic : unmanaged, IFloatingPointIeee754<TStatistic>
    {
        for (int c = 0; c < mean.Length; c++)
        {
            map.Mean[c] = T.CreateTruncating(mean[c]);
            map.Scale[c] = T.CreateTruncating(Scale(c, double.CreateTruncating(variance[c])));
            map.Bias[c] = T.CreateTruncating(Bias(c));
        }

        map.Repeat();
    }
}
