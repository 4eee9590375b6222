using System.Collections.Immutable;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Arguments;

/// <summary>Checks parameters that come from outside: a caller or a model file.</summary>
internal static class ParametersValidation
{
    private const string NotTracked = "running statistics are not tracked (trackRunningStats: false). Fit with trackRunningStats: true";

    /// <exception cref="ArgumentOutOfRangeException">Names the first value that is wrong, and its channel.</exception>
    public static void Check(BatchNormParameters parameters)
    {
        if (FindViolation(parameters) is { } violation)
            throw Errors.Parameter(violation.Name, $"{violation.Text}.");
    }

    /// <param name="parameters">What is asked for statistics.</param>
    /// <param name="refusal">What cannot be done without them, such as "Column 'Y' cannot be written as ONNX".</param>
    /// <param name="otherwise">Another way out, such as ", or use Transform".</param>
    /// <exception cref="InvalidOperationException">There are no running statistics.</exception>
    public static void RequireStatistics(BatchNormParameters parameters, string refusal, string otherwise = "")
    {
        if (!parameters.TracksRunningStats)
            throw Errors.Data($"{refusal}: {NotTracked}{otherwise}.");
    }

    /// <exception cref="InvalidOperationException">There are no running statistics, or they are not finite.</exception>
    public static void RequireFiniteStatistics(BatchNormParameters parameters, string refusal)
    {
        RequireStatistics(parameters, refusal);
        if (!parameters.RunningMean.All(float.IsFinite) || !parameters.RunningVariance.All(float.IsFinite))
            throw Errors.Data($"{refusal}: the running statistics are not finite. Fit again with NonFinite set to Throw or SkipRow.");
    }

    /// <exception cref="ArgumentOutOfRangeException">The parameters of that name hold no running statistics.</exception>
    public static void RequireStatistics(string name, BatchNormParameters parameters)
    {
        if (!parameters.TracksRunningStats)
            throw Errors.Parameter(name, $"{name} cannot be normalized by: {NotTracked}, or give the statistics.");
    }

    /// <summary>The first value that is wrong; null if there is none.</summary>
    public static ParametersViolation? FindViolation(BatchNormParameters parameters) =>
        InSettings(parameters) ?? InStatistics(parameters) ?? InAffine(parameters) ?? InScales(parameters);

    private static ParametersViolation? InSettings(BatchNormParameters parameters)
    {
        if (parameters.NumFeatures < 1)
            return new(nameof(parameters.RunningMean), "must hold at least one channel, but is empty");
        if (!float.IsFinite(parameters.Epsilon) || parameters.Epsilon < 0)
            return new(nameof(parameters.Epsilon), FormattableString.Invariant($"must be finite and 0 or more, but is {parameters.Epsilon}"));
        if (parameters.Momentum is not (null or (>= 0 and <= 1)))
            return new(nameof(parameters.Momentum),
                FormattableString.Invariant($"must be from 0 to 1, or null for the cumulative average, but is {parameters.Momentum}"));
        if (parameters.NumBatchesTracked < 0)
            return new(nameof(parameters.NumBatchesTracked), FormattableString.Invariant($"must be 0 or more, but is {parameters.NumBatchesTracked}"));
        if (!Enum.IsDefined(parameters.Layout))
            return new(nameof(parameters.Layout), $"must be a ChannelLayout, but is {parameters.Layout}");
        if (parameters.ImageChannels is { } order && !Enum.IsDefined(order))
            return new(nameof(parameters.ImageChannels), $"{OptionsValidation.OneOf<ImageChannels>()}, but is {order}");
        if (parameters.ImageChannels is { } images && ImageOrder.NumFeatures(images) is var count && count != parameters.NumFeatures)
            return new(nameof(parameters.ImageChannels),
                $"must have as many channels as there are means, {parameters.NumFeatures}, but {images} has {count}");
        return null;
    }

    private static ParametersViolation? InStatistics(BatchNormParameters parameters)
    {
        if (!parameters.TracksRunningStats)
            return parameters.RunningVariance.IsEmpty ? null : new(nameof(parameters.RunningMean), "must be given where RunningVariance is given, but is empty");
        int negative = Find(parameters.RunningVariance, variance => variance < 0);
        return InChannels(nameof(parameters.RunningMean), parameters.RunningMean, parameters)
            ?? InChannels(nameof(parameters.RunningVariance), parameters.RunningVariance, parameters)
            ?? (negative < 0 ? null : new(nameof(parameters.RunningVariance),
                FormattableString.Invariant($"must be 0 or more, but channel {negative} has {parameters.RunningVariance[negative]}")));
    }

    private static ParametersViolation? InAffine(BatchNormParameters parameters)
    {
        if (parameters.Weight.HasValue != parameters.Bias.HasValue)
            return new(nameof(parameters.Bias), "must be given where Weight is given, and be null where Weight is null");
        return parameters is { Weight: { } weight, Bias: { } bias }
            ? InChannels(nameof(parameters.Weight), weight, parameters) ?? InChannels(nameof(parameters.Bias), bias, parameters)
            : null;
    }

    private static ParametersViolation? InChannels(string name, ImmutableArray<float> values, BatchNormParameters parameters)
    {
        if (values.Length != parameters.NumFeatures)
            return new(name,
                $"must hold {parameters.NumFeatures} values, one per channel as in {nameof(parameters.RunningMean)}, but holds {values.Length}");
        int nonFinite = Find(values, value => !float.IsFinite(value));
        return nonFinite < 0 ? null : new(name, FormattableString.Invariant($"must be finite, but channel {nonFinite} has {values[nonFinite]}"));
    }

    /// <summary>Only for parameters whose values are right one by one.</summary>
    private static ParametersViolation? InScales(BatchNormParameters parameters)
    {
        for (int c = 0; c < parameters.RunningVariance.Length; c++)
        {
            double scale = parameters.ScaleOf(c);
            if (!float.IsFinite((float)scale))
                return new(nameof(parameters.Weight),
                    FormattableString.Invariant($"divided by the standard deviation must be finite, but channel {c} has {scale}"));
        }

        return null;
    }

    private static int Find(ImmutableArray<float> values, Predicate<float> wrong)
    {
        for (int c = 0; c < values.Length; c++)
        {
            if (wrong(values[c]))
                return c;
        }

        return -1;
    }
}
