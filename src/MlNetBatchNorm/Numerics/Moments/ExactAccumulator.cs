namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Makes <see cref="ExactMoments"/> of rows, row by row. Rows of few channels are collected until they fill vectors.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ExactAccumulator
{
    /// <summary>Rows of fewer channels are added several at once.</summary>
    private const int MinValues = 64;

    private readonly ChannelShape _shape;
    private readonly bool _ofBytes;
    private readonly ExactBins _means;
    private readonly ExactBins _squares;
    private readonly ExactBins _deviations;
    private readonly NonFiniteKinds[] _nonFinite;
    private readonly double[] _mean;
    private readonly double[] _squaredDeviations;
    private readonly int _rowsAtOnce;
    private int _waiting;
    private long _rows;

    /// <param name="shape">How a row's values divide into channels.</param>
    /// <param name="ofBytes">Whether the rows are <see cref="ByteMoments"/>.</param>
    public ExactAccumulator(ChannelShape shape, bool ofBytes)
    {
        _shape = shape;
        _ofBytes = ofBytes;
        _rowsAtOnce = Math.Max(1, MinValues / shape.Channels);
        // Two bins hold a double of any usual size, and four its square.
        _means = new ExactBins(shape.Channels, _rowsAtOnce, levels: 2);
        _squares = new ExactBins(shape.Channels, _rowsAtOnce, levels: 4);
        _deviations = new ExactBins(shape.Channels, _rowsAtOnce, levels: 2);
        _nonFinite = new NonFiniteKinds[shape.Channels];
        // A row ends with zeros up to whole lanes, which the next one overwrites.
        _mean = new double[_means.Count + Lanes.Count];
        _squaredDeviations = new double[_mean.Length];
    }

    /// <summary>Takes a row in.</summary>
    /// <exception cref="OverflowException">More rows than a long counts.</exception>
    public void Add(ChannelMoments row)
    {
        _rows = checked(_rows + 1);
        int start = _waiting * _shape.Channels;
        Copy(row, _mean.AsSpan(start), _squaredDeviations.AsSpan(start));
        if (++_waiting == _rowsAtOnce)
            AddWaiting();
    }

    /// <summary>The moments of all rows; nothing is added after that.</summary>
    public ExactMoments Finish()
    {
        _mean.AsSpan(_waiting * _shape.Channels).Clear();
        _squaredDeviations.AsSpan(_waiting * _shape.Channels).Clear();
        AddWaiting();
        return new(_shape, _ofBytes, _rows, _means.Finish(), _squares.Finish(), _deviations.Finish(), _nonFinite);
    }

    private static NonFiniteKinds KindOf(double mean) =>
        double.IsNaN(mean) ? NonFiniteKinds.NaN
        : double.IsPositiveInfinity(mean) ? NonFiniteKinds.PositiveInfinity
        : double.IsNegativeInfinity(mean) ? NonFiniteKinds.NegativeInfinity
        : NonFiniteKinds.Overflow;

    private void AddWaiting()
    {
        ReadOnlySpan<double> means = _mean.AsSpan(0, _means.Count);
        ReadOnlySpan<double> deviations = _squaredDeviations.AsSpan(0, _means.Count);
        _means.Add(means);
        if (!_ofBytes)
            _squares.AddSquares(means);
        // Nothing deviates from one value.
        if (_ofBytes || _shape.Spatial > 1)
            _deviations.Add(deviations);
        _waiting = 0;
    }

    private void Copy(ChannelMoments row, Span<double> mean, Span<double> squaredDeviations)
    {
        if (row.FindNonFinite() >= 0)
            CopyFinite(row, mean, squaredDeviations);
        else if (row is ByteMoments bytes)
            bytes.CopySums(mean, squaredDeviations);
        else if (row is ValueMoments<float> singles)
            ExactSplit.Widen(singles.Values, mean);
        else if (row is ValueMoments<double> doubles)
            doubles.Values.CopyTo(mean);
        else
            row.CopyMoments(mean, squaredDeviations);
    }

    /// <summary>Copies the row's moments, with marks and zeros for what no integer holds.</summary>
    private void CopyFinite(ChannelMoments row, Span<double> mean, Span<double> squaredDeviations)
    {
        row.CopyMoments(mean, squaredDeviations);
        for (int c = 0; c < _shape.Channels; c++)
        {
            if (double.IsFinite(mean[c]) && double.IsFinite(squaredDeviations[c]))
                continue;
            _nonFinite[c] |= KindOf(mean[c]);
            mean[c] = double.IsFinite(mean[c]) ? mean[c] : 0;
            squaredDeviations[c] = double.IsFinite(squaredDeviations[c]) ? squaredDeviations[c] : 0;
        }
    }
}
