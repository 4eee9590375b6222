using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>Makes a fitted column of what was learned.</summary>
internal sealed class ColumnFit(string outputColumnName, ColumnShape input, BatchNormEstimator.Options options, FittedColumn? previous)
{
    private readonly InitialAffine _affine = InitialAffine.Create(input, options, previous);

    /// <summary>The column with what was learned.</summary>
    /// <exception cref="InvalidOperationException">A channel has no finite scale.</exception>
    public FittedColumn Finish(LearnedStatistics learned)
    {
        var parameters = new BatchNormParameters(input.Channels.Channels, learned.Mean, learned.Variance, _affine.Weight, _affine.Bias,
            options.Epsilon, options.Momentum, learned.Batches, input.Layout, input.Image?.Channels);
        if (options.TrackRunningStats && options.NonFinite != NonFiniteHandling.Propagate)
            CheckScales(parameters);
        return new FittedColumn(outputColumnName, input, parameters);
    }

    private void CheckScales(BatchNormParameters parameters)
    {
        for (int c = 0; c < parameters.NumFeatures; c++)
        {
            (float mean, float variance) = (parameters.RunningMean[c], parameters.RunningVariance[c]);
            if (!float.IsFinite(mean) || !float.IsFinite(variance))
                throw Unfit($"the statistics of channel {c} are larger than a float holds " +
                    FormattableString.Invariant($"(mean {mean}, variance {variance}). Scale the column down before."));
            if (!float.IsFinite((float)parameters.ScaleOf(c)))
                throw Unfit($"the weight of channel {c} divided by its deviation is more than a float holds. Set Epsilon above 0, or a smaller Weight.");
        }
    }

    private Exception Unfit(string reason) => Errors.Data($"Input column '{input.ColumnName}': {reason}");
}
