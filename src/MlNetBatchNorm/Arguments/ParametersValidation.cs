using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Arguments;

/// <summary>Checks parameters that come from outside: a caller or a model file.</summary>
internal static class ParametersValidation
{
    /// <exception cref="ArgumentOutOfRangeException">Names the first value that is not as it must be, and its channel.</exception>
    public static void Check(BatchNormParameters parameters)
    {
        if (FindViolation(parameters) is { } violation)
            throw Errors.Parameter(violation.Name, $"{violation.Text}.");
    }

    /// <exception cref="InvalidOperationException">The column holds what no file may hold, such as statistics that are not finite.</exception>
    public static void CheckSavable(FittedColumn column)
    {
        if (FindViolation(column.Parameters) is { } violation)
            throw Errors.Data(
                $"Column '{column.OutputColumnName}' cannot be saved: {violation.Text}. Fit again, with NonFinite set to Throw or SkipRow.");
    }

    /// <summary>Whether every statistic is finite, as it is unless <see cref="NonFiniteHandling.Propagate"/> let others in.</summary>
    public static bool AllFinite(BatchNormParameters parameters) =>
        parameters.RunningMean.All(float.IsFinite) && parameters.RunningVariance.All(float.IsFinite);

    /// <summary>The first value that is not as it must be; null if there is none.</summary>
    public static (string Name, string Text)? FindViolation(BatchNormParameters parameters)
    {
        foreach ((string name, string violation) in Violations(parameters))
            return (name, $"{name} {violation}");
        return null;
    }

    /// <summary>Read no further than the first: what follows relies on what was found right before.</summary>
    private static IEnumerable<(string Name, string Violation)> Violations(BatchNormParameters parameters)
    {
        int channels = parameters.NumFeatures;
        if (channels < 1)
            yield return (nameof(parameters.RunningMean), "must hold at least one channel, but is empty");
        if (!float.IsFinite(parameters.Epsilon) || parameters.Epsilon < 0)
            yield return (nameof(parameters.Epsilon), FormattableString.Invariant($"must be finite and 0 or more, but is {parameters.Epsilon}"));
        if (parameters.Momentum is not (null or (>= 0 and <= 1)))
            yield return (nameof(parameters.Momentum),
                FormattableString.Invariant($"must lie from 0 to 1, or be null for the cumulative average, but is {parameters.Momentum}"));
        if (parameters.NumBatchesTracked < 0)
            yield return (nameof(parameters.NumBatchesTracked), FormattableString.Invariant($"must be 0 or more, but is {parameters.NumBatchesTracked}"));
        if (!Enum.IsDefined(parameters.Layout))
            yield return (nameof(parameters.Layout), $"must be a ChannelLayout, but is {parameters.Layout}");

        bool tracked = !parameters.RunningMean.IsEmpty;
        IEnumerable<(string, string)> statistics = tracked
            ? InChannels(nameof(parameters.RunningMean), parameters.RunningMean, channels)
                .Concat(InChannels(nameof(parameters.RunningVariance), parameters.RunningVariance, channels))
            : [];
        foreach ((string, string) violation in statistics)
            yield return violation;
        if (parameters.Weight.HasValue != parameters.Bias.HasValue)
            yield return (nameof(parameters.Bias), "must be given where Weight is, and be null where Weight is null");
        foreach ((string, string) violation in InChannels(nameof(parameters.Weight), parameters.Weight, channels)
            .Concat(InChannels(nameof(parameters.Bias), parameters.Bias, channels)))
            yield return violation;
        for (int c = 0; tracked && c < channels; c++)
        {
            foreach ((string, string) violation in InScale(parameters, c))
                yield return violation;
        }
    }

    private static IEnumerable<(string, string)> InChannels(string name, ImmutableArray<float>? values, int channels)
    {
        if (values is not { } found)
            yield break;
        if (found.Length != channels)
            yield return (name, $"must be {channels} long, one value a channel as {nameof(BatchNormParameters.RunningMean)}, but is {found.Length} long");
        for (int c = 0; c < found.Length; c++)
        {
            if (!float.IsFinite(found[c]))
                yield return (name, FormattableString.Invariant($"must be finite, but channel {c} has {found[c]}"));
        }
    }

    private static IEnumerable<(string, string)> InScale(BatchNormParameters parameters, int channel)
    {
        float variance = parameters.RunningVariance[channel];
        if (variance < 0)
            yield return (nameof(parameters.RunningVariance), FormattableString.Invariant($"must be 0 or more, but channel {channel} has {variance}"));
        if (variance + (double)parameters.Epsilon == 0)
            yield return (nameof(parameters.Epsilon), $"must be more than 0, because the variance of channel {channel} is 0");
        double scale = parameters.Scale(channel);
        if (!float.IsFinite((float)scale))
            yield return (nameof(parameters.Weight),
                FormattableString.Invariant($"divided by the standard deviation must be finite, but channel {channel} has {scale}"));
    }
}
