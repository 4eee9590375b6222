namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// The number of values of each channel, their mean and squared deviations; mergeable, so that parts may be computed anywhere.
/// Merging them in the order of the rows gives the same bits, wherever they were computed.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal abstract class ChannelMoments(int channels)
{
    public int Channels { get; } = channels;

    /// <summary>How many values of each channel went in.</summary>
    public long Count { get; protected set; }

    /// <summary>How many values of one channel went in, where channels may have fewer than others.</summary>
    public virtual double CountOf(int channel) => Count;

    /// <summary>Writes <see cref="CountOf"/> of every channel.</summary>
    public virtual void CopyCounts(Span<double> counts) => counts[..Channels].Fill(Count);

    /// <summary>The mean of a channel.</summary>
    public abstract double Mean(int channel);

    /// <summary>The sum of a channel's squared deviations from its mean.</summary>
    public abstract double SquaredDeviations(int channel);

    /// <summary>The variance of a channel as a population's: divided by the count.</summary>
    public double BiasedVariance(int channel) => SquaredDeviations(channel) / Count;

    /// <summary>The variance of a channel as a sample's: divided by the count less one (Bessel).</summary>
    public double UnbiasedVariance(int channel) => SquaredDeviations(channel) / (Count - 1);

    /// <summary>The first channel that had a NaN or an infinity among its values, which always shows in its squared deviations; or -1.</summary>
    public virtual int FindNonFinite()
    {
        for (int c = 0; c < Channels; c++)
        {
            if (!double.IsFinite(SquaredDeviations(c)))
                return c;
        }

        return -1;
    }

    /// <summary>Writes the mean and the squared deviations of every channel.</summary>
    public virtual void CopyMoments(Span<double> mean, Span<double> squaredDeviations)
    {
        for (int c = 0; c < Channels; c++)
        {
            mean[c] = Mean(c);
            squaredDeviations[c] = SquaredDeviations(c);
        }
    }

    /// <summary>Adds rows of one value per channel, each filled up to whole <see cref="ISixteenDoubles{TSelf}"/>.</summary>
    /// <param name="rows">Rows of float, double or byte.</param>
    /// <param name="finite">Whether all values are finite numbers.</param>
    public abstract void AddRows<T>(ReadOnlySpan<T[]> rows, bool finite) where T : unmanaged;

    /// <summary>Adds the values that <paramref name="other"/> summarizes.</summary>
    /// <exception cref="ArgumentException"><paramref name="other"/> is of another kind, or has another number of channels.</exception>
    public void Merge(ChannelMoments other)
    {
        if (!CanMerge(other) || other.Channels != Channels)
            throw new ArgumentException(
                $"{other.GetType().Name} of {other.Channels} channels cannot be merged into {GetType().Name} of {Channels}.", nameof(other));
        if (other.Count > 0)
            MergeCore(other);
    }

    /// <summary>Whether moments are of a kind that can be added.</summary>
    protected virtual bool CanMerge(ChannelMoments other) => other.GetType() == GetType();

    /// <summary>Adds moments of the same kind and the same number of channels, of one value or more.</summary>
    protected abstract void MergeCore(ChannelMoments other);

    /// <summary>Clears everything.</summary>
    public abstract void Clear();
}
