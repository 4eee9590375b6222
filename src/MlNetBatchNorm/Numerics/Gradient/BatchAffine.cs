using MlNetBatchNorm.Numerics.Affine;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>The map <c>(x - mean) * scale + bias</c> of the channels of batches, by coefficients that change from batch to batch.</summary>
internal sealed class BatchAffine(int channels)
{
    private readonly float[] _mean = new float[channels];
    private readonly float[] _scale = new float[channels];
    private readonly float[] _bias = new float[channels];
    private AffineMap<float>? _interleaved;

    /// <summary>Sets a channel's coefficients.</summary>
    public void Set(int channel, double mean, double scale, double bias)
    {
        _mean[channel] = (float)mean;
        _scale[channel] = (float)scale;
        // What rounding takes from the mean goes into the bias, so that it costs the result no digits.
        double rounded = _mean[channel] - mean;
        _bias[channel] = (float)(rounded == 0 ? bias : bias + (rounded * scale));
    }

    /// <summary>Prepares <see cref="Interleaved"/> once every channel is set.</summary>
    public void PrepareInterleaved()
    {
        // A row that is as long as any period.
        _interleaved ??= new AffineMap<float>(new ChannelShape(channels, AffineMap<float>.WalkedOnce, ChannelsLast: true), _mean, _scale, _bias);
        _interleaved.Set(_mean, _scale, _bias);
    }

    /// <summary>Maps planes: values of neighboring channels, those of each together.</summary>
    public void Planes(ReadOnlySpan<float> source, Span<float> destination, Range some) =>
        AffineKernel.Planes(source, destination, _mean.AsSpan(some), _scale.AsSpan(some), _bias.AsSpan(some));

    /// <summary>Maps values of interleaved channels, of which the first is of the first channel.</summary>
    public void Interleaved(ReadOnlySpan<float> source, Span<float> destination) => AffineKernel.Interleaved(source, destination, _interleaved!);
}
