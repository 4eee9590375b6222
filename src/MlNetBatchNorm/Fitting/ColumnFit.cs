using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>Makes a fitted column from learned statistics.</summary>
internal sealed class ColumnFit(string outputColumnName, ColumnShape input, BatchNormEstimator.Options options, FittedColumn? previous)
{
    /// <summary>Beyond what rounding to a normal float does, 6e-8, and to be seen in no output.</summary>
    private const double LargestRounding = 1e-6;

    private readonly InitialAffine _affine = InitialAffine.Create(input, options, previous);

    /// <summary>The column with what was learned.</summary>
    /// <exception cref="InvalidOperationException">A channel has no finite scale.</exception>
    public FittedColumn Finish(LearnedStatistics learned)
    {
        var parameters = new BatchNormParameters(input.Channels.Channels, learned.Mean, learned.Variance, _affine.Weight, _affine.Bias,
            options.Epsilon, options.Momentum, learned.Batches, input.Layout, input.Image?.Channels)
        {
            Doubles = OfDoubles ? new DoubleParameters(learned.MeanDouble, learned.VarianceDouble, _affine.WeightDouble, _affine.BiasDouble) : null,
        };
        if (options.TrackRunningStats && options.NonFinite != NonFiniteHandling.Propagate)
            CheckScales(parameters, learned);
        return new FittedColumn(outputColumnName, input, parameters);
    }

    private bool OfDoubles => input.Kind == ColumnKind.Double;

    private void CheckScales(BatchNormParameters parameters, LearnedStatistics learned)
    {
        string type = OfDoubles ? "double" : "float";
        string otherwise = OfDoubles ? "" : ", or convert it to Double";
        for (int c = 0; c < parameters.NumFeatures; c++)
        {
            (double mean, double variance) = (parameters.MeanOf(c), parameters.VarianceOf(c));
            if (!double.IsFinite(mean) || !double.IsFinite(variance))
                throw Unfit($"the statistics of channel {c} are larger than a {type} holds " +
                    FormattableString.Invariant($"(mean {mean}, variance {variance}). Scale the column down before{otherwise}."));
            if (LosesVariance(variance, learned.VarianceDouble[c]))
                throw Unfit(FormattableString.Invariant($"the variance of channel {c}, {learned.VarianceDouble[c]:g3}, is smaller than a {type} holds. ") +
                    $"Scale the column up before{otherwise}.");
            if (!IsFinite(parameters.ScaleOf(c)))
                throw Unfit($"the weight of channel {c} divided by its deviation is more than a {type} holds. Set Epsilon above 0, or a smaller Weight.");
        }
    }

    /// <summary>Whether rounding to the smallest floats changes the scale; beside a large enough epsilon it does not.</summary>
    private bool LosesVariance(double rounded, double variance) =>
        Math.Abs(rounded - variance) > LargestRounding * (variance + options.Epsilon);

    private bool IsFinite(double scale) => OfDoubles ? double.IsFinite(scale) : float.IsFinite((float)scale);

    private Exception Unfit(string reason) => Errors.Data($"Input column '{input.ColumnName}': {reason}");
}
