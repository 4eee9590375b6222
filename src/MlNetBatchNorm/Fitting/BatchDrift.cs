using Microsoft.ML.Runtime;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Fitting;

/// <summary>
/// Detects batches that differ by more than chance, as they do in sorted data. For rows in random order, <c>(B - 1) / (R - 1)</c> of the
/// variance lies between the means of B batches of R rows in all, even if the values of a row are alike; that share is distributed about as
/// chi-squared with B - 1 degrees of freedom.
/// </summary>
internal sealed class BatchDrift(SourceColumn column)
{
    /// <summary>Standard deviations: by chance, one in 300,000 channels exceeds that.</summary>
    private const double Significance = 4.5;

    private readonly ChannelMoments _all = column.EmptyBatch();
    private readonly double[] _within = new double[column.Shape.Channels.Channels];
    private readonly double[] _means = new double[column.Shape.Channels.Channels];
    private readonly double[] _deviations = new double[column.Shape.Channels.Channels];
    private int _batches;

    private double ExpectedShare => (_batches - 1) / (((double)_all.Count / column.Shape.Channels.Spatial) - 1);

    /// <summary>Wilson and Hilferty, "The distribution of chi-square", 1931.</summary>
    private double LargestShare
    {
        get
        {
            double spread = 2.0 / (9 * (_batches - 1));
            return ExpectedShare * Math.Pow(1 - spread + (Significance * Math.Sqrt(spread)), 3);
        }
    }

    /// <summary>Takes a batch in.</summary>
    public void Add(ChannelMoments batch)
    {
        _all.Merge(batch);
        batch.CopyMoments(_means, _deviations);
        for (int c = 0; c < _within.Length; c++)
            _within[c] += _deviations[c];
        _batches++;
    }

    /// <summary>The unbiased variance of a channel's values in all batches.</summary>
    public double Variance(int channel) => _all.UnbiasedVariance(channel);

    /// <summary>Warns of the channel that drifts most.</summary>
    public void Warn(IChannel channel)
    {
        if (_batches < 2)
            return;
        int worst = Enumerable.Range(0, _within.Length).MaxBy(Share);
        if (Share(worst) > LargestShare)
            channel.Warning(FormattableString.Invariant(
                $"Column '{column.Shape.ColumnName}': batches drift: {Share(worst):p0} of the variance of channel {worst} lies between batches, where rows in random order leave {ExpectedShare:p0}. ") +
                "The rows seem to be sorted, and running statistics depend on their order. Set Statistics to Exact, which does not, or shuffle the rows." +
                (column.Shape.Image is null ? "" : " ShuffleRows leaves image columns out, so use it before LoadImages or ReadImages."));
    }

    /// <summary>What of a channel's squared deviations is not within the batches, as a share.</summary>
    private double Share(int channel) =>
        _all.SquaredDeviations(channel) is var all && all > _within[channel] ? 1 - (_within[channel] / all) : 0;
}
