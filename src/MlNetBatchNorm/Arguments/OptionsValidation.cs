using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Arguments;

/// <summary>Checks options where an estimator is made, all violations together.</summary>
internal static class OptionsValidation
{
    /// <exception cref="ArgumentOutOfRangeException">Names every option that is wrong, what was found and what is allowed.</exception>
    public static void Check(BatchNormEstimator.Options options)
    {
        List<(string Name, string Text)> violations = [.. Violations(options)];
        if (violations.Count > 0)
            throw Errors.Parameter(violations[0].Name, string.Join(" ", violations.Select(violation => violation.Text)));
    }

    private static IEnumerable<(string Name, string Text)> Violations(BatchNormEstimator.Options options)
    {
        if (options.BatchSize < 1)
            yield return Violation(nameof(options.BatchSize), "must be 1 or more", options.BatchSize);
        if (!float.IsFinite(options.Epsilon) || options.Epsilon < 0)
            yield return Violation(nameof(options.Epsilon), "must be finite and 0 or more", options.Epsilon);
        if (options.Momentum is { } momentum && !(momentum >= 0 && momentum <= 1))
            yield return Violation(nameof(options.Momentum), "must be from 0 to 1, or null for the cumulative average", momentum);
        if (!Enum.IsDefined(options.Statistics))
            yield return Violation(nameof(options.Statistics), OneOf<BatchNormStatistics>(), options.Statistics);
        if (!Enum.IsDefined(options.Layout))
            yield return Violation(nameof(options.Layout), OneOf<ChannelLayout>(), options.Layout);
        if (!Enum.IsDefined(options.ImageChannels))
            yield return Violation(nameof(options.ImageChannels), OneOf<ImageChannels>(), options.ImageChannels);
        if (!Enum.IsDefined(options.NonFinite))
            yield return Violation(nameof(options.NonFinite), OneOf<NonFiniteHandling>(), options.NonFinite);
        if (options.NumFeatures < 1)
            yield return Violation(nameof(options.NumFeatures), "must be 1 or more, or null to take the dimensions", options.NumFeatures);
        if (options.MaxDegreeOfParallelism is < 1 and not -1)
            yield return Violation(nameof(options.MaxDegreeOfParallelism), "must be 1 or more, -1 or null", options.MaxDegreeOfParallelism);
        if (!options.TrackRunningStats && options.Statistics == BatchNormStatistics.Exact)
            yield return (nameof(options.Statistics),
                "Statistics is Exact but TrackRunningStats is false, so that none are learned: set TrackRunningStats to true, or leave Statistics out.");
        if (options.NonFinite == NonFiniteHandling.IgnoreValue && !options.TrackRunningStats)
            yield return (nameof(options.NonFinite),
                "NonFinite is IgnoreValue but TrackRunningStats is false, so that nothing is learned: set TrackRunningStats to true, or leave NonFinite out.");
        if (options.DropLastBatch && options.Statistics == BatchNormStatistics.Exact)
            yield return (nameof(options.DropLastBatch),
                "DropLastBatch is true but Statistics is Exact, which takes every row whatever the batch: leave one of them out.");
        foreach ((string, string) violation in ChannelValues(nameof(options.Weight), options.Weight, options)
            .Concat(ChannelValues(nameof(options.Bias), options.Bias, options)))
            yield return violation;
    }

    private static IEnumerable<(string Name, string Text)> ChannelValues(
        string name, IReadOnlyList<float>? values, BatchNormEstimator.Options options)
    {
        if (values is null)
            yield break;
        if (!options.Affine)
            yield return (name, $"{name} is given but Affine is false: set Affine to true, or leave {name} out.");
        if (values.Count == 0)
            yield return Violation(name, "must hold one value per channel", "empty");
        else if (options.NumFeatures is { } channels and > 0 && values.Count != channels)
            yield return (name, $"{name} must hold {channels} values, one per channel as in NumFeatures, but holds {values.Count}.");
        for (int i = 0; i < values.Count; i++)
        {
            if (!float.IsFinite(values[i]))
                yield return Violation($"{name}[{i}]", "must be finite", values[i]);
        }
    }

    private static (string Name, string Text) Violation(string name, string allowed, object? found) =>
        (name, FormattableString.Invariant($"{name} {allowed}, but is {found}."));

    /// <summary>The values that an option may have.</summary>
    public static string OneOf<T>() where T : struct, Enum => $"must be one of {string.Join(", ", Enum.GetNames<T>())}";
}
