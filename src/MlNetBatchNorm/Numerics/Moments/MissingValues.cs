namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// The missing values of <see cref="ExactMoments"/>: the number per channel, and the sums of rows that have fewer values
/// than the others: P = Σ n' mean, Q = Σ n' mean², where n' is the number of values that a row has.
/// </summary>
/// <param name="counts">How many values of each channel are missing.</param>
/// <param name="means">P; nothing where a row has one value per channel, which is there or not.</param>
/// <param name="squares">Q; likewise.</param>
/// <remarks>Not thread-safe; several threads may read.</remarks>
internal sealed class MissingValues(long[] counts, ExactSum means, ExactSum squares)
{
    public MissingValues(int channels)
        : this(new long[channels], new ExactSum(channels), new ExactSum(channels))
    {
    }

    public long[] Counts => counts;

    public ExactSum Means => means;

    public ExactSum Squares => squares;

    public MissingValues Clone() => new([.. counts], means.Clone(), squares.Clone());

    /// <summary>Adds those of other rows.</summary>
    /// <exception cref="OverflowException">More values than a long counts.</exception>
    public void Merge(MissingValues other)
    {
        for (int c = 0; c < counts.Length; c++)
            counts[c] = checked(counts[c] + other.Counts[c]);
        means.Merge(other.Means);
        squares.Merge(other.Squares);
    }

    /// <summary>Adds a row's channel of which only some values are there.</summary>
    public void Add(int channel, long present, long missing, double mean)
    {
        counts[channel] += missing;
        means.Add(channel, mean, present);
        squares.AddSquare(channel, mean, present);
    }
}
