using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>Folds a normalization into the layer before it; the formula stands at <see cref="BatchNormParameters.FoldInto"/>.</summary>
internal static class Folding
{
    /// <exception cref="ArgumentOutOfRangeException">The weights or the bias do not belong to as many output channels.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to fold by.</exception>
    public static (ImmutableArray<float> Weights, ImmutableArray<float> Bias) Fold(
        BatchNormParameters parameters, IReadOnlyList<float> weights, IReadOnlyList<float>? bias)
    {
        Check(parameters, weights, bias);
        double[] scale = [.. Enumerable.Range(0, parameters.NumFeatures).Select(parameters.Scale)];
        int inputs = weights.Count / scale.Length;
        return ([.. weights.Select((weight, i) => (float)(weight * scale[i / inputs]))],
            [.. scale.Select((k, c) => (float)((((bias?[c] ?? 0.0) - parameters.RunningMean[c]) * k) + (parameters.Bias?[c] ?? 0)))]);
    }

    private static void Check(BatchNormParameters parameters, IReadOnlyList<float> weights, IReadOnlyList<float>? bias)
    {
        if (parameters.RunningMean.IsEmpty)
            throw Errors.Data(
                "The parameters hold no running statistics (trackRunningStats: false), so a layer can absorb nothing. Fit with trackRunningStats: true.");
        if (!ParametersValidation.AllFinite(parameters))
            throw Errors.Data(
                "The parameters hold running statistics that are not finite, so a layer cannot absorb them. Fit again, with NonFinite set to Throw or SkipRow.");
        int channels = parameters.NumFeatures;
        if (weights.Count == 0 || weights.Count % channels != 0)
            throw Errors.Parameter(nameof(weights),
                $"weights is {weights.Count} long, which does not divide into {channels} output channels. Give the whole weight of the layer before, " +
                "output channels first.");
        if (bias is not null && bias.Count != channels)
            throw Errors.Parameter(nameof(bias),
                $"bias is {bias.Count} long, but there are {channels} output channels. Give one value a channel, or null where the layer has no bias.");
    }
}
