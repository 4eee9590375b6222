using System.Collections.Immutable;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>Folds a normalization into the linear layer before it: <c>w' = w * k</c>, <c>b' = (b - mean) * k + bias</c>, k being the scale.</summary>
internal static class Folding
{
    /// <summary>Folds <paramref name="affine"/> and its statistics, one value per output channel, into a layer's weights and bias.</summary>
    public static (ImmutableArray<float> Weights, ImmutableArray<float> Bias) Fold(
        ChannelAffine affine, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, IReadOnlyList<float> weights, IReadOnlyList<float>? bias)
    {
        int inputs = weights.Count / mean.Length;
        var foldedWeights = new float[weights.Count];
        var foldedBias = new float[mean.Length];
        for (int c = 0; c < mean.Length; c++)
        {
            double scale = affine.Scale(c, variance[c]);
            for (int i = c * inputs; i < (c + 1) * inputs; i++)
                foldedWeights[i] = (float)(weights[i] * scale);
            double offset = bias is null ? 0 : bias[c];
            foldedBias[c] = (float)(((offset - mean[c]) * scale) + affine.Bias(c));
        }

        return ([.. foldedWeights], [.. foldedBias]);
    }
}
