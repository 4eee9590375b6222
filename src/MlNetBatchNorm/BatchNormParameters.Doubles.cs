using System.Collections.Immutable;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters
{
    /// <summary>
    /// The mean per channel, <c>[C]</c>, in double precision, used for columns of Double; null if only floats are known. It is
    /// known after a fit on a column of Double, from files in float64, and from <see cref="FromDoubles"/>.
    /// </summary>
    public ImmutableArray<double>? RunningMeanDouble => Doubles?.RunningMean;

    /// <summary>The unbiased variance per channel, <c>[C]</c>, in double precision; null if only floats are known.</summary>
    public ImmutableArray<double>? RunningVarianceDouble => Doubles?.RunningVariance;

    /// <summary>The weight (gamma) per channel, <c>[C]</c>, in double precision; null if only floats are known, and for <c>affine: false</c>.</summary>
    public ImmutableArray<double>? WeightDouble => Doubles?.Weight;

    /// <summary>The bias (beta) per channel, <c>[C]</c>, in double precision; null if only floats are known, and for <c>affine: false</c>.</summary>
    public ImmutableArray<double>? BiasDouble => Doubles?.Bias;

    /// <summary>The values in double precision; null where only floats are known.</summary>
    internal DoubleParameters? Doubles { get; init; }

    /// <summary>
    /// Makes parameters from known values in double precision, such as those of a float64 module. A column of Double is normalized by them, any
    /// other column by the nearest floats.
    /// </summary>
    /// <param name="runningMean">The mean per channel, <c>[C]</c>, at least one; finite.</param>
    /// <param name="runningVariance">The variance per channel, <c>[C]</c>; finite, 0 or more.</param>
    /// <param name="weight">The weight (gamma) per channel, <c>[C]</c>; finite. Null (default) for none.</param>
    /// <param name="bias">The bias (beta) per channel, <c>[C]</c>; finite. Null if and only if the weight is.</param>
    /// <param name="epsilon">
    /// Added to the variance; finite, 0 or more. Default 1e-5. With doubles, its shortest decimal form is used, as in a float64 module: 1e-5 itself, not
    /// the nearest float.
    /// </param>
    /// <param name="momentum">The weight of a new batch if a fit continues from here, from 0 to 1; null for the cumulative average. Default 0.1.</param>
    /// <param name="numBatchesTracked">The number of batches that the statistics come from, 0 or more. Default 0.</param>
    /// <param name="layout">Which dimension of the column is the channel. Default: decided by the dimensions.</param>
    /// <returns>The parameters. Their floats are the nearest ones, infinite or 0 if the double is out of a float's range.</returns>
    /// <exception cref="ArgumentNullException">The mean or the variance is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it and the channel.</exception>
    public static BatchNormParameters FromDoubles(
        IReadOnlyList<double> runningMean,
        IReadOnlyList<double> runningVariance,
        IReadOnlyList<double>? weight = null,
        IReadOnlyList<double>? bias = null,
        float epsilon = Defaults.Epsilon,
        float? momentum = Defaults.Momentum,
        long numBatchesTracked = 0,
        ChannelLayout layout = ChannelLayout.Auto)
    {
        ArgumentNullException.ThrowIfNull(runningMean);
        ArgumentNullException.ThrowIfNull(runningVariance);
        BatchNormParameters parameters = OfDoubles(
            new DoubleParameters([.. runningMean], [.. runningVariance], weight is null ? null : [.. weight], bias is null ? null : [.. bias]),
            runningMean.Count, epsilon, momentum, numBatchesTracked, layout);
        ParametersValidation.Check(parameters);
        return parameters;
    }

    /// <summary>Parameters of doubles, with the nearest floats; unchecked.</summary>
    internal static BatchNormParameters OfDoubles(
        DoubleParameters doubles, int numFeatures, float epsilon, float? momentum, long numBatchesTracked, ChannelLayout layout) => new(
            numFeatures, DoubleParameters.ToSingles(doubles.RunningMean), DoubleParameters.ToSingles(doubles.RunningVariance),
            DoubleParameters.ToSingles(doubles.Weight), DoubleParameters.ToSingles(doubles.Bias), epsilon, momentum, numBatchesTracked, layout)
        { Doubles = doubles };
}
