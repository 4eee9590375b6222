using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Numerics.Affine;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters
{
    /// <summary>
    /// Folds the normalization into the convolution or linear layer before it. A layer with the returned weights and bias has the same output as
    /// the given layer followed by the normalization, at the cost of the layer alone.
    /// </summary>
    /// <remarks>
    /// For output channel c with k = weight / sqrt(running variance + epsilon), <c>w' = w * k</c> and
    /// <c>b' = (b - running mean) * k + bias</c>, as torch.nn.utils.fusion.fuse_conv_bn_eval and fuse_linear_bn_eval; computed in double
    /// precision. Nothing may come between the two, not even an activation. Transposed convolutions are not supported: their weights have the
    /// output channels second.
    /// </remarks>
    /// <param name="weights">
    /// The layer's weights, flattened in row-major order, with <see cref="NumFeatures"/> output channels: <c>[output channels, inputs]</c> for a
    /// linear layer, <c>[output channels, input channels / groups, kernel dimensions]</c> for a convolution.
    /// </param>
    /// <param name="bias">The layer's bias, one value per output channel; null (default) for none.</param>
    /// <returns>New weights, as many as were given, and a new bias, one value per output channel.</returns>
    /// <exception cref="ArgumentNullException">The weights are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of weights or biases does not fit <see cref="NumFeatures"/> output channels.</exception>
    /// <exception cref="InvalidOperationException">No statistics are tracked, or they are not finite.</exception>
    public (ImmutableArray<float> Weights, ImmutableArray<float> Bias) FoldInto(IReadOnlyList<float> weights, IReadOnlyList<float>? bias = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        CheckFoldable(weights, bias);
        return Folding.Fold(Affine, RunningMean.AsSpan(), RunningVariance.AsSpan(), weights, bias);
    }

    private void CheckFoldable(IReadOnlyList<float> weights, IReadOnlyList<float>? bias)
    {
        string refusal = $"The parameters of {NumFeatures} channels cannot be folded into a layer";
        ParametersValidation.RequireFiniteStatistics(this, refusal);
        ParametersValidation.RequireSingles(this, refusal);
        if (weights.Count == 0 || weights.Count % NumFeatures != 0)
            throw Errors.Parameter(nameof(weights),
                $"weights holds {weights.Count} values, which do not divide into {NumFeatures} output channels. Give the whole weight of the layer " +
                "before, output channels first.");
        if (bias is not null && bias.Count != NumFeatures)
            throw Errors.Parameter(nameof(bias),
                $"bias holds {bias.Count} values, but there are {NumFeatures} output channels. Give one value per channel, or null where the layer has " +
                "no bias.");
    }
}
