using System.Numerics;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>Makes the affine map of a column: <c>scale = weight / sqrt(variance + epsilon)</c>, in double precision before it is rounded.</summary>
internal static class ChannelAffine
{
    /// <summary>By the running statistics.</summary>
    public static AffineMap<T> Create<T>(ChannelShape shape, BatchNormParameters parameters)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Create<T>(shape, parameters, c => parameters.RunningMean[c], c => parameters.RunningVariance[c]);

    /// <summary>By the statistics of one batch: its mean and its biased variance.</summary>
    public static AffineMap<T> CreateForBatch<T>(ChannelShape shape, BatchNormParameters parameters, ChannelMoments batch)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Create<T>(shape, parameters, c => batch.Mean(c), batch.BiasedVariance);

    /// <summary>A map that changes nothing.</summary>
    public static AffineMap<T> CreateIdentity<T>(ChannelShape shape) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var zeros = new T[shape.Channels];
        T[] ones = [.. zeros.Select(_ => T.One)];
        return new AffineMap<T>(shape, zeros, ones, zeros);
    }

    private static AffineMap<T> Create<T>(
        ChannelShape shape, BatchNormParameters parameters, Func<int, double> meanOf, Func<int, double> varianceOf)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = parameters.NumFeatures;
        var mean = new T[channels];
        var scale = new T[channels];
        var bias = new T[channels];
        for (int c = 0; c < channels; c++)
        {
            mean[c] = T.CreateTruncating(meanOf(c));
            scale[c] = T.CreateTruncating((parameters.Weight?[c] ?? 1) / Math.Sqrt(varianceOf(c) + parameters.Epsilon));
            bias[c] = T.CreateTruncating(parameters.Bias?[c] ?? 0);
        }

        return new AffineMap<T>(shape, mean, scale, bias);
    }
}
