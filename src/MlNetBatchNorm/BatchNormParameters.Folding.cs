using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Numerics.Affine;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters
{
    /// <summary>
    /// The convolution or linear layer before the normalization absorbs it: a layer with the returned weights and bias gives what the layer
    /// with <paramref name="weights"/> and <paramref name="bias"/> and the normalization after it give, at the cost of the layer alone.
    /// </summary>
    /// <remarks>
    /// For output channel c with k = weight / sqrt(running variance + epsilon), <c>w' = w * k</c> and
    /// <c>b' = (b - running mean) * k + bias</c>, as torch.nn.utils.fusion.fuse_conv_bn_eval and fuse_linear_bn_eval; computed in double
    /// precision. Nothing may come between the two, not even an activation. A transposed convolution does not have this form: its weights have
    /// the output channels second.
    /// </remarks>
    /// <param name="weights">
    /// The layer's weights, flattened row by row: <c>[output channels, inputs]</c> of a linear layer,
    /// <c>[output channels, input channels / groups, kernel dimensions]</c> of a convolution; there are <see cref="NumFeatures"/> output channels.
    /// </param>
    /// <param name="bias">The layer's bias, <see cref="NumFeatures"/> long; null (default) for none.</param>
    /// <returns>New weights, as long as the given ones, and a new bias, <see cref="NumFeatures"/> long.</returns>
    /// <exception cref="ArgumentNullException">The weights are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The weights or the bias do not belong to <see cref="NumFeatures"/> output channels.</exception>
    /// <exception cref="InvalidOperationException">No statistics are tracked, or they are not finite.</exception>
    public (ImmutableArray<float> Weights, ImmutableArray<float> Bias) FoldInto(IReadOnlyList<float> weights, IReadOnlyList<float>? bias = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        CheckFoldable(weights, bias);
        return Folding.Fold(Affine, RunningMean.AsSpan(), RunningVariance.AsSpan(), weights, bias);
    }

    private void CheckFoldable(IReadOnlyList<float> weights, IReadOnlyList<float>? bias)
    {
        ParametersValidation.RequireFiniteStatistics(this, $"The parameters of {NumFeatures} channels cannot be folded into a layer");
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
