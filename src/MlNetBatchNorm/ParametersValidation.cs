using System.Collections.Immutable;

namespace MlNetBatchNorm;

/// <summary>Checks parameters that come from outside: a caller or a model file.</summary>
internal static class ParametersValidation
{
    /// <exception cref="ArgumentOutOfRangeException">Names the first value that is not as it must be, and its channel.</exception>
    public static void Check(BatchNormParameters parameters)
    {
        int channels = parameters.NumFeatures;
        Require(channels >= 1, nameof(parameters.RunningMean), "must hold at least one channel, but is empty");
        Require(float.IsFinite(parameters.Epsilon) && parameters.Epsilon >= 0, nameof(parameters.Epsilon),
            FormattableString.Invariant($"must be finite and 0 or more, but is {parameters.Epsilon}"));
        Require(parameters.Momentum is null or (>= 0 and <= 1), nameof(parameters.Momentum),
            FormattableString.Invariant($"must lie from 0 to 1, or be null for the cumulative average, but is {parameters.Momentum}"));
        Require(parameters.NumBatchesTracked >= 0, nameof(parameters.NumBatchesTracked),
            FormattableString.Invariant($"must be 0 or more, but is {parameters.NumBatchesTracked}"));
        Require(Enum.IsDefined(parameters.Layout), nameof(parameters.Layout), $"must be a ChannelLayout, but is {parameters.Layout}");

        bool tracked = !parameters.RunningMean.IsEmpty;
        if (tracked)
        {
            CheckChannels(nameof(parameters.RunningMean), parameters.RunningMean, channels);
            CheckChannels(nameof(parameters.RunningVariance), parameters.RunningVariance, channels);
        }

        Require(parameters.Weight.HasValue == parameters.Bias.HasValue, nameof(parameters.Bias),
            "must be given where Weight is, and be null where Weight is null");
        if (parameters.Weight is { } weight)
            CheckChannels(nameof(parameters.Weight), weight, channels);
        if (parameters.Bias is { } bias)
            CheckChannels(nameof(parameters.Bias), bias, channels);
        for (int c = 0; tracked && c < channels; c++)
            CheckScale(parameters, c);
    }

    /// <exception cref="InvalidOperationException">The column holds what no file may hold, such as statistics that are not finite.</exception>
    public static void CheckSavable(FittedColumn column)
    {
        try
        {
            Check(column.Parameters);
        }
        catch (ArgumentOutOfRangeException violation)
        {
            throw Errors.Data(
                $"Column '{column.OutputColumnName}' cannot be saved: {violation.Message} Fit again, with NonFinite set to Throw or SkipRow.");
        }
    }

    /// <summary>Whether every statistic is finite, as it is unless <see cref="NonFiniteHandling.Propagate"/> let others in.</summary>
    public static bool AllFinite(BatchNormParameters parameters) =>
        parameters.RunningMean.All(float.IsFinite) && parameters.RunningVariance.All(float.IsFinite);

    /// <exception cref="ArgumentOutOfRangeException">The channel has no finite scale.</exception>
    public static void CheckScale(BatchNormParameters parameters, int channel)
    {
        float variance = parameters.RunningVariance[channel];
        Require(variance >= 0, nameof(parameters.RunningVariance),
            FormattableString.Invariant($"must be 0 or more, but channel {channel} has {variance}"));
        Require(variance + (double)parameters.Epsilon > 0, nameof(parameters.Epsilon),
            $"must be more than 0, because the variance of channel {channel} is 0");
        double scale = parameters.Scale(channel);
        Require(float.IsFinite((float)scale), nameof(parameters.Weight),
            FormattableString.Invariant($"divided by the standard deviation must be finite, but channel {channel} has {scale}"));
    }

    private static void CheckChannels(string name, ImmutableArray<float> values, int channels)
    {
        Require(values.Length == channels, name,
            $"must be {channels} long, one value a channel as {nameof(BatchNormParameters.RunningMean)}, but is {values.Length} long");
        for (int c = 0; c < values.Length; c++)
            Require(float.IsFinite(values[c]), name, FormattableString.Invariant($"must be finite, but channel {c} has {values[c]}"));
    }

    private static void Require(bool condition, string name, string violation)
    {
        if (!condition)
            throw Errors.Parameter(name, $"{name} {violation}.");
    }
}
