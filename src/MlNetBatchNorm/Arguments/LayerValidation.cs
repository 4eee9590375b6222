using MlNetBatchNorm.Access;
using MlNetBatchNorm.Numerics.Gradient;

namespace MlNetBatchNorm.Arguments;

/// <summary>Checks the arguments of a layer before anything is computed.</summary>
internal static class LayerValidation
{
    public static void CheckArguments(int numFeatures, float epsilon, float? momentum, ChannelLayout layout)
    {
        List<(string Name, string Text)> violations = [];
        if (numFeatures < 1)
            violations.Add((nameof(numFeatures), $"numFeatures must be 1 or more, but is {numFeatures}."));
        if (!float.IsFinite(epsilon) || epsilon < 0)
            violations.Add((nameof(epsilon), FormattableString.Invariant($"epsilon must be finite and 0 or more, but is {epsilon}.")));
        if (momentum is { } weight && !(weight >= 0 && weight <= 1))
            violations.Add((nameof(momentum),
                FormattableString.Invariant($"momentum must be from 0 to 1, or null for the cumulative average, but is {weight}.")));
        if (layout is not (ChannelLayout.ChannelsFirst or ChannelLayout.ChannelsLast))
            violations.Add((nameof(layout), $"layout must be ChannelsFirst or ChannelsLast, but is {layout}: a span has no dimensions."));
        if (violations.Count > 0)
            throw Errors.Parameter(violations[0].Name, string.Join(" ", violations.Select(violation => violation.Text)));
    }

    public static void CheckMaxDegreeOfParallelism(int? maxDegreeOfParallelism)
    {
        if (maxDegreeOfParallelism is < 1 and not -1)
            throw Errors.Parameter(
                "MaxDegreeOfParallelism", $"MaxDegreeOfParallelism must be 1 or more, -1 or null, but is {maxDegreeOfParallelism}.");
    }

    public static void CheckForward(ReadOnlySpan<float> input, ReadOnlySpan<float> output, int batchSize, int numFeatures, bool byBatch)
    {
        if (batchSize < 0)
            throw Errors.Parameter(nameof(batchSize), $"batchSize must be 0 or more, but is {batchSize}.");
        long row = (long)batchSize * numFeatures;
        if (row == 0 ? input.Length != 0 : input.Length == 0 || input.Length % row != 0)
            throw Errors.Parameter(nameof(input),
                $"input has {input.Length} values, which do not divide into {batchSize} rows of {numFeatures} channels. Give batchSize * channels * positions values.");
        CheckLength(nameof(output), output.Length, input.Length);
        CheckOverlap(nameof(output), output, nameof(input), input, samePermitted: !byBatch);
        if (byBatch && input.Length == numFeatures)
            throw Errors.Data("The batch has one value per channel, and one value has no variance. Give more rows or positions, or set Training to false.");
    }

    public static void CheckBackward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> inputGradient, BatchShape? last)
    {
        if (last is not { } shape)
            throw Errors.Data("There was no Forward whose gradients Backward could compute. Call Forward first.");
        if (input.Length != shape.Size)
            throw Errors.Parameter(nameof(input),
                $"input has {input.Length} values, but that of the last Forward had {shape.Size}. Give the same input again.");
        CheckLength(nameof(outputGradient), outputGradient.Length, input.Length);
        CheckLength(nameof(inputGradient), inputGradient.Length, input.Length);
        CheckOverlap(nameof(inputGradient), inputGradient, nameof(input), input, samePermitted: true);
        CheckOverlap(nameof(inputGradient), inputGradient, nameof(outputGradient), outputGradient, samePermitted: true);
    }

    private static void CheckLength(string name, int found, int expected)
    {
        if (found != expected)
            throw Errors.Parameter(name, $"{name} must be as long as input, {expected} values, but has {found}.");
    }

    private static void CheckOverlap(string name, ReadOnlySpan<float> written, string readName, ReadOnlySpan<float> read, bool samePermitted)
    {
        if (!written.Overlaps(read, out int offset) || (offset == 0 && samePermitted))
            return;
        throw Errors.Parameter(name, samePermitted
            ? $"{name} overlaps a part of {readName}. Give all of {readName}, or other memory."
            : $"{name} overlaps {readName}, which Backward needs. Give other memory.");
    }
}
