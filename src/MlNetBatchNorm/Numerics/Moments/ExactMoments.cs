using System.Numerics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Mean and variance per channel of all rows, from integer sums that are never rounded: the same sums for any split of the rows, in any
/// order, and one rounding at the end.
/// <code>
/// A = Σ mean, B = Σ mean², D = Σ squared deviations of the rows; R rows of n values per channel, N = R n values
/// mean = n A / N,  variance = (N (D + n B) - (n A)²) / (N (N - 1))
/// </code>
/// Where values are missing, N is their number that is there, and rows with fewer than n of them have sums of their own: see
/// <see cref="MissingValues"/>. Rows of bytes add their sum to A and their sum of squares to D: mean = A / N, variance = (N D - A²) / (N (N - 1)). Where
/// each row has its own number of values, they add that to B: N = B.
/// </summary>
/// <remarks>Not thread-safe; several threads may read.</remarks>
internal sealed class ExactMoments
{
    private readonly ChannelShape _shape;
    private readonly bool _ofBytes;
    private readonly ExactSum _means;
    private readonly ExactSum _squares;
    private readonly ExactSum _deviations;
    private readonly NonFiniteKinds[] _nonFinite;

    /// <summary>How many values each channel has if none is missing.</summary>
    private BigInteger _count;

    /// <summary>Moments that were kept before.</summary>
    public ExactMoments(
        ChannelShape shape, bool ofBytes, long rows, ExactSum means, ExactSum squares, ExactSum deviations, NonFiniteKinds[] nonFinite,
        MissingValues? missing = null)
    {
        _shape = shape;
        _ofBytes = ofBytes;
        Rows = rows;
        _means = means;
        _squares = squares;
        _deviations = deviations;
        _nonFinite = nonFinite;
        Missing = missing;
        Count();
    }

    /// <summary>How many rows went in.</summary>
    public long Rows { get; private set; }

    /// <summary>A, B and D.</summary>
    public IReadOnlyList<ExactSum> Sums => [_means, _squares, _deviations];

    /// <summary>The values that are missing; null where such values were not ignored.</summary>
    public MissingValues? Missing { get; }

    /// <summary>What of each channel no integer holds.</summary>
    public ReadOnlySpan<NonFiniteKinds> NonFinite => _nonFinite;

    /// <summary>Moments of the same rows, to go on from.</summary>
    public ExactMoments Clone() =>
        new(_shape, _ofBytes, Rows, _means.Clone(), _squares.Clone(), _deviations.Clone(), [.. _nonFinite], Missing?.Clone());

    /// <summary>The moments of the rows that gave pooled moments in floating point: as many rows, each of that mean.</summary>
    public static ExactMoments Of(ChannelShape shape, ChannelMoments pooled)
    {
        long rows = pooled.Count / shape.Spatial;
        (ExactSum means, ExactSum squares, ExactSum deviations) = (new(shape.Channels), new(shape.Channels), new(shape.Channels));
        for (int c = 0; c < shape.Channels; c++)
        {
            if (pooled is ByteMoments bytes)
            {
                means.Add(c, bytes.Sum(c));
                deviations.Add(c, bytes.Squares(c));
                continue;
            }

            means.Add(c, pooled.Mean(c), rows);
            squares.AddSquare(c, pooled.Mean(c), rows);
            deviations.Add(c, pooled.SquaredDeviations(c));
        }

        return new ExactMoments(shape, pooled is ByteMoments, rows, means, squares, deviations, new NonFiniteKinds[shape.Channels]);
    }

    /// <summary>Adds the rows of another, which is of the same shape and kind.</summary>
    /// <exception cref="OverflowException">More rows than a long counts.</exception>
    public void Merge(ExactMoments other)
    {
        Rows = checked(Rows + other.Rows);
        _means.Merge(other._means);
        _squares.Merge(other._squares);
        _deviations.Merge(other._deviations);
        for (int c = 0; c < _nonFinite.Length; c++)
            _nonFinite[c] |= other._nonFinite[c];
        if (other.Missing is not null)
            Missing?.Merge(other.Missing);
        Count();
    }

    /// <summary>How many values a channel has.</summary>
    public BigInteger CountOf(int channel) => _count - (Missing?.Counts[channel] ?? 0);

    /// <summary>The mean of a channel, correctly rounded; NaN without values.</summary>
    public double Mean(int channel) => NonFiniteMean(channel) ?? Sum(channel).DivideToDouble(CountOf(channel));

    /// <summary>The unbiased variance of a channel, correctly rounded; NaN for fewer than two values.</summary>
    public double Variance(int channel) => NonFiniteVariance(channel) ?? Deviations(channel).DivideToDouble(PairsOf(channel));

    /// <summary>Whether a channel's values are all the same, which a variance of 0 does not say: it may be too small for a double.</summary>
    public bool IsConstant(int channel) => Deviations(channel).Sign == 0;

    /// <summary>As <see cref="Mean"/>, which is given, but rounded to a float, and only once.</summary>
    public float MeanSingle(int channel, double mean) => IsBetweenSingles(mean) ? Sum(channel).DivideToSingle(CountOf(channel)) : (float)mean;

    /// <summary>As <see cref="Variance"/>, which is given, but rounded to a float, and only once.</summary>
    public float VarianceSingle(int channel, double variance) =>
        IsBetweenSingles(variance) ? Deviations(channel).DivideToSingle(PairsOf(channel)) : (float)variance;

    /// <summary>The exact mean of a channel less <paramref name="rounded"/>; 0 for a mean that is not finite.</summary>
    public double RoundingOfMean(int channel, double rounded) => NonFiniteMean(channel) is not null || !double.IsFinite(rounded) ? 0
        : (Sum(channel) - (Dyadic.Of(rounded) * CountOf(channel))).DivideToDouble(CountOf(channel));

    /// <summary>The first channel with sums that no rows have, as far as inequalities show, or -1; for sums that come from a file.</summary>
    public int FindImpossible()
    {
        for (int c = 0; c < _nonFinite.Length; c++)
        {
            if (!IsPossible(c))
                return c;
        }

        return -1;
    }

    /// <summary>
    /// Whether a number that was rounded to a double may have another nearest float than the double: it may where that is halfway between two floats. Smaller
    /// than the normal floats, any double is taken for that.
    /// </summary>
    private static bool IsBetweenSingles(double rounded)
    {
        const ulong lostBits = (1UL << 29) - 1;
        const ulong half = 1UL << 28;
        return double.IsFinite(rounded) && (Math.Abs(rounded) < 1.1754943508222875e-38 || (BitConverter.DoubleToUInt64Bits(rounded) & lostBits) == half);
    }

    private bool IsPossible(int channel)
    {
        (Dyadic sum, Dyadic squares) = (Sum(channel), Squares(channel));
        BigInteger count = CountOf(channel);
        if (count > _count || count < 0)
            return false;
        if (count.IsZero)
            return sum.Sign == 0 && squares.Sign == 0 && _squares[channel].Sign == 0 && _nonFinite[channel] == NonFiniteKinds.None;
        if (_squares[channel].Sign < 0 || _deviations[channel].Sign < 0 || Deviations(channel).Sign < 0)
            return false;
        if (_shape.Spatial == 0 && !IsPossibleCount(_squares[channel], sum))
            return false;
        // A byte's square lies between the byte and 255 times the byte.
        return !_ofBytes || ((_squares[channel].Sign == 0 || _shape.Spatial == 0) && (squares - sum).Sign >= 0 && ((sum * byte.MaxValue) - squares).Sign >= 0);
    }

    /// <summary>All channels have as many values, and every row has one.</summary>
    private bool IsPossibleCount(Dyadic count, Dyadic sum) =>
        Integer(count) == _count && _count >= Rows && ((count * byte.MaxValue) - sum).Sign >= 0;

    private static BigInteger Integer(Dyadic value) =>
        value.Exponent >= 0 ? value.Significand << value.Exponent : value.Significand >> -value.Exponent;

    private void Count()
    {
        _count = _shape.Spatial > 0 ? (BigInteger)Rows * _shape.Spatial : Integer(_squares[0]);
    }

    private BigInteger PairsOf(int channel) => CountOf(channel) is var count ? count * (count - 1) : default;

    /// <summary>What a sum of floating-point numbers would be; null if it is finite.</summary>
    private double? NonFiniteMean(int channel) => (_nonFinite[channel] & NonFiniteKinds.Mean) switch
    {
        NonFiniteKinds.None => CountOf(channel).IsZero ? double.NaN : null,
        NonFiniteKinds.PositiveInfinity => double.PositiveInfinity,
        NonFiniteKinds.NegativeInfinity => double.NegativeInfinity,
        _ => double.NaN,
    };

    private double? NonFiniteVariance(int channel) =>
        CountOf(channel) < 2 || (_nonFinite[channel] & NonFiniteKinds.Mean) != 0 ? double.NaN
        : _nonFinite[channel] == NonFiniteKinds.Overflow ? double.PositiveInfinity
        : null;

    /// <summary>The sum of a channel's values.</summary>
    private Dyadic Sum(int channel)
    {
        Dyadic sum = _ofBytes || _shape.Spatial == 1 ? _means[channel] : _means[channel] * _shape.Spatial;
        return HasPartialRows ? sum + Missing!.Means[channel] : sum;
    }

    /// <summary>The sum of the squares of a channel's values.</summary>
    private Dyadic Squares(int channel) => HasPartialRows ? SquaresOfRows(channel) + Missing!.Squares[channel] : SquaresOfRows(channel);

    /// <summary>Whether there are rows of which some values of a channel are missing, and others are not.</summary>
    private bool HasPartialRows => Missing is { } missing && !(missing.Means.IsZero && missing.Squares.IsZero);

    private Dyadic SquaresOfRows(int channel) => _ofBytes ? _deviations[channel]
        : _shape.Spatial == 1 && _deviations.IsZero ? _squares[channel]
        : _deviations[channel] + (_squares[channel] * _shape.Spatial);

    /// <summary>The sum of the squared deviations of a channel's values, times their count.</summary>
    private Dyadic Deviations(int channel)
    {
        Dyadic sum = Sum(channel);
        return (Squares(channel) * CountOf(channel)) - (sum * sum);
    }
}
