namespace MlNetBatchNorm.OnnxAdaptation.Moments;

/// <summary>
/// The mean and the sum of squared deviations per channel of parts that are added one by one, by the law of total variance: Chan, Golub and
/// LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
/// </summary>
internal sealed class PartMoments(int channels)
{
    /// <summary>The number of values per channel.</summary>
    public long Count { get; private set; }

    public double[] Mean { get; } = new double[channels];

    public double[] SquaredDeviations { get; } = new double[channels];

    /// <summary>The variance of a channel, unbiased.</summary>
    public double Variance(int channel) => SquaredDeviations[channel] / (Count - 1);

    /// <param name="count">How many values per channel the part has.</param>
    /// <param name="mean">Their mean per channel.</param>
    /// <param name="squaredDeviations">The sum of their squared deviations from it.</param>
    public void Add(long count, ReadOnlySpan<double> mean, ReadOnlySpan<double> squaredDeviations)
    {
        double share = (double)count / (Count + count);
        for (int c = 0; c < Mean.Length; c++)
        {
            double difference = mean[c] - Mean[c];
            Mean[c] += difference * share;
            SquaredDeviations[c] += squaredDeviations[c] + (difference * difference * share * Count);
        }

        Count += count;
    }

    public void Clear()
    {
        Count = 0;
        Array.Clear(Mean);
        Array.Clear(SquaredDeviations);
    }
}
