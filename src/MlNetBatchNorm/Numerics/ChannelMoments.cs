namespace MlNetBatchNorm.Numerics;

/// <summary>
/// Count, mean and sum of squared deviations of every channel, mergeable without loss of digits:
/// Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance: Analysis and Recommendations", 1983.
/// </summary>
/// <remarks>Not thread-safe. Merging in the order of the rows gives the same bits whoever computed the parts.</remarks>
internal sealed class ChannelMoments(int channels)
{
    /// <summary>How many values of each channel went in.</summary>
    public long Count { get; set; }

    /// <summary>The mean of each channel.</summary>
    public double[] Mean { get; } = new double[channels];

    /// <summary>The sum of squared deviations from the mean, of each channel.</summary>
    public double[] SquaredDeviations { get; } = new double[channels];

    /// <summary>The variance of a channel as a population's: divided by the count.</summary>
    public double BiasedVariance(int channel) => SquaredDeviations[channel] / Count;

    /// <summary>The variance of a channel as a sample's: divided by the count less one (Bessel).</summary>
    public double UnbiasedVariance(int channel) => SquaredDeviations[channel] / (Count - 1);

    /// <summary>Takes the values that <paramref name="other"/> stands for in.</summary>
    public void Merge(ChannelMoments other)
    {
        if (other.Count == 0)
            return;

        long count = Count + other.Count;
        double share = (double)other.Count / count;
        double weight = Count * share;
        for (int c = 0; c < Mean.Length; c++)
        {
            double delta = other.Mean[c] - Mean[c];
            // An infinite mean stays infinite, as a sum over all values would be; the difference would make it NaN.
            Mean[c] = double.IsFinite(delta) ? Mean[c] + (delta * share) : Mean[c] + other.Mean[c];
            SquaredDeviations[c] += other.SquaredDeviations[c] + (delta * delta * weight);
        }

        Count = count;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(Mean);
        Array.Clear(SquaredDeviations);
    }
}
