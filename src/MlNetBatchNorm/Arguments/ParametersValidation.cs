using System.Collections.Immutable;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Arguments;

/// <summary>Checks parameters that come from outside: a caller or a model file.</summary>
internal static class ParametersValidation
{
    /// <summary>How many floats may lie between a float and the one nearest to its double.</summary>
    private const int MostLastBits = 4;

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
        if (!Enumerable.Range(0, parameters.NumFeatures).All(c => double.IsFinite(parameters.MeanOf(c)) && double.IsFinite(parameters.VarianceOf(c))))
            throw Errors.Data($"{refusal}: the running statistics are not finite. Fit again with NonFinite set to Throw or SkipRow.");
    }

    /// <summary>Checks that no double is lost where only floats are used.</summary>
    /// <exception cref="InvalidOperationException">A float does not hold a double; names the first, and its channel.</exception>
    public static void RequireSingles(BatchNormParameters parameters, string refusal)
    {
        if (parameters.Doubles is not { } doubles)
            return;
        RequireSingles(nameof(parameters.RunningMean), doubles.RunningMean, refusal);
        RequireSingles(nameof(parameters.RunningVariance), doubles.RunningVariance, refusal);
        RequireSingles(nameof(parameters.Weight), doubles.Weight ?? [], refusal);
        RequireSingles(nameof(parameters.Bias), doubles.Bias ?? [], refusal);
    }

    private static void RequireSingles(string name, ImmutableArray<double> values, string refusal)
    {
        for (int c = 0; c < values.Length; c++)
        {
            bool isHeld = !double.IsFinite(values[c]) || (float.IsFinite((float)values[c]) && (values[c] == 0 || (float)values[c] != 0));
            if (!isHeld)
                throw Errors.Data(FormattableString.Invariant($"{refusal}: {name} of channel {c} is {values[c]}, which a float does not hold. Scale the column before, or keep it in double."));
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">The parameters of that name hold no running statistics.</exception>
    public static void RequireStatistics(string name, BatchNormParameters parameters)
    {
        if (!parameters.TracksRunningStats)
            throw Errors.Parameter(name, $"{name} cannot be normalized by: {NotTracked}, or give the statistics.");
    }

    /// <summary>The first value that is wrong; null if there is none.</summary>
    public static Violation? FindViolation(BatchNormParameters parameters) =>
        InSettings(parameters) ?? InStatistics(parameters) ?? InAffine(parameters) ?? InScales(parameters);

    private static Violation? InSettings(BatchNormParameters parameters)
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

    private static Violation? InStatistics(BatchNormParameters parameters)
    {
        if (!parameters.TracksRunningStats)
            return parameters.RunningVariance.IsEmpty ? null : new(nameof(parameters.RunningMean), "must be given where RunningVariance is given, but is empty");
        return InChannels(nameof(parameters.RunningMean), parameters.RunningMean, parameters.RunningMeanDouble, parameters)
            ?? InChannels(nameof(parameters.RunningVariance), parameters.RunningVariance, parameters.RunningVarianceDouble, parameters)
            ?? InVariance(parameters);
    }

    private static Violation? InVariance(BatchNormParameters parameters)
    {
        int negative = Enumerable.Range(0, parameters.NumFeatures).FirstOrDefault(c => parameters.VarianceOf(c) < 0, -1);
        return negative < 0 ? null : new(nameof(parameters.RunningVariance),
            FormattableString.Invariant($"must be 0 or more, but channel {negative} has {parameters.VarianceOf(negative)}"));
    }

    private static Violation? InAffine(BatchNormParameters parameters)
    {
        if (parameters.Weight.HasValue != parameters.Bias.HasValue)
            return new(nameof(parameters.Bias), "must be given where Weight is given, and be null where Weight is null");
        return parameters is { Weight: { } weight, Bias: { } bias }
            ? InChannels(nameof(parameters.Weight), weight, parameters.WeightDouble, parameters) ??
                InChannels(nameof(parameters.Bias), bias, parameters.BiasDouble, parameters)
            : null;
    }

    private static Violation? InChannels(
        string name, ImmutableArray<float> values, ImmutableArray<double>? doubles, BatchNormParameters parameters)
    {
        if (FindLength(name, values.Length, parameters) is { } violation)
            return violation;
        if (parameters.Doubles is not null)
            return InDoubles(name, values, doubles ?? [], parameters);
        int nonFinite = Find(values, value => !float.IsFinite(value));
        return nonFinite < 0 ? null : new(name, FormattableString.Invariant($"must be finite, but channel {nonFinite} has {values[nonFinite]}"));
    }

    /// <summary>Where there are doubles, they must be finite, and the floats the nearest ones.</summary>
    private static Violation? InDoubles(
        string name, ImmutableArray<float> values, ImmutableArray<double> doubles, BatchNormParameters parameters)
    {
        name = $"{name}Double";
        if (FindLength(name, doubles.Length, parameters) is { } violation)
            return violation;
        for (int c = 0; c < doubles.Length; c++)
        {
            if (!double.IsFinite(doubles[c]))
                return new(name, FormattableString.Invariant($"must be finite, but channel {c} has {doubles[c]}"));
            // What was rounded once from the exact value may differ by the last bits from what is rounded twice, or made of rounded floats.
            if (Math.Abs((long)BitConverter.SingleToInt32Bits((float)doubles[c]) - BitConverter.SingleToInt32Bits(values[c])) > MostLastBits)
                return new(name, FormattableString.Invariant($"must agree with the floats, but channel {c} has {doubles[c]}, and as a float {values[c]}"));
        }

        return null;
    }

    private static Violation? FindLength(string name, int length, BatchNormParameters parameters) => length == parameters.NumFeatures ? null : new(name,
        $"must hold {parameters.NumFeatures} values, one per channel as in {nameof(parameters.RunningMean)}, but holds {length}");

    /// <summary>Only for parameters whose values are right one by one.</summary>
    private static Violation? InScales(BatchNormParameters parameters)
    {
        for (int c = 0; c < parameters.RunningVariance.Length; c++)
        {
            double scale = parameters.ScaleOf(c);
            if (parameters.Doubles is null ? !float.IsFinite((float)scale) : !double.IsFinite(scale))
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

    /// <summary>A value that is wrong.</summary>
    /// <param name="Name">The property's name.</param>
    /// <param name="Problem">What it must be, and what it is.</param>
    internal readonly record struct Violation(string Name, string Problem)
    {
        /// <summary>Without a full stop.</summary>
        public string Text => $"{Name} {Problem}";
    }
}
