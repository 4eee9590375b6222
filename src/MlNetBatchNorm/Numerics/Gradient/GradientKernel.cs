using System.Runtime.Intrinsics;
using MlNetBatchNorm.Numerics.Affine;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>
/// Computes the gradients of the input by <see cref="GradientFactors"/>, with the same bits at every vector width. Where they are written may
/// be where the input or the output's gradients are.
/// </summary>
internal static class GradientKernel
{
    /// <summary>Maps planes: values of neighboring channels, those of each together.</summary>
    public static void Planes(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, GradientFactors factors, Range channels)
    {
        int length = input.Length / (channels.End.Value - channels.Start.Value);
        if (Vector512.IsHardwareAccelerated && length >= Vector512<float>.Count)
            GradientLoop.Planes<Vector512Lanes<float>>(in input[0], in outputGradient[0], ref inputGradient[0], length, factors, channels);
        else if (Vector128.IsHardwareAccelerated && length >= Vector256<float>.Count)
            GradientLoop.Planes<Vector256Lanes<float>>(in input[0], in outputGradient[0], ref inputGradient[0], length, factors, channels);
        else
            GradientLoop.Planes<ScalarLane<float>>(in input[0], in outputGradient[0], ref inputGradient[0], length, factors, channels);
    }

    /// <summary>Maps values of interleaved channels, of which the first is of the first channel, by factors that are repeated.</summary>
    public static void Interleaved(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, GradientFactors factors, int period)
    {
        int i = 0;
        for (; input.Length - i >= 4 * period; i += 4 * period)
            FourRows(input[i..], outputGradient[i..], inputGradient[i..], factors, period);
        for (int length; (length = Math.Min(period, input.Length - i)) > 0; i += length)
            Row(input.Slice(i, length), outputGradient.Slice(i, length), inputGradient.Slice(i, length), factors);
    }

    private static void FourRows(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, GradientFactors factors, int period)
    {
        if (Vector512.IsHardwareAccelerated)
            GradientLoop.FourRows<Vector512Lanes<float>>(in input[0], in outputGradient[0], ref inputGradient[0], period, factors);
        else if (Vector128.IsHardwareAccelerated)
            GradientLoop.FourRows<Vector256Lanes<float>>(in input[0], in outputGradient[0], ref inputGradient[0], period, factors);
        else
            GradientLoop.FourRows<ScalarLane<float>>(in input[0], in outputGradient[0], ref inputGradient[0], period, factors);
    }

    private static void Row(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, GradientFactors factors)
    {
        if (Vector512.IsHardwareAccelerated && input.Length >= Vector512<float>.Count)
            GradientLoop.Row<Vector512Lanes<float>>(in input[0], in outputGradient[0], ref inputGradient[0], input.Length, factors);
        else if (Vector128.IsHardwareAccelerated && input.Length >= Vector256<float>.Count)
            GradientLoop.Row<Vector256Lanes<float>>(in input[0], in outputGradient[0], ref inputGradient[0], input.Length, factors);
        else
            GradientLoop.Row<ScalarLane<float>>(in input[0], in outputGradient[0], ref inputGradient[0], input.Length, factors);
    }
}
