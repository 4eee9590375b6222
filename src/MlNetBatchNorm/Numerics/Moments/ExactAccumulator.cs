namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Makes <see cref="ExactMoments"/> of rows, row by row.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ExactAccumulator
{
    private readonly ChannelShape _shape;
    private readonly bool _ofBytes;
    private readonly ExactBins _means;
    private readonly ExactBins _squares;
    private readonly ExactBins _deviations;
    private readonly NonFiniteKinds[] _nonFinite;
    private readonly double[] _mean;
    private readonly double[] _squaredDeviations;
    private long _rows;

    /// <param name="shape">How a row's values divide into channels.</param>
    /// <param name="ofBytes">Whether the rows are <see cref="ByteMoments"/>.</param>
    public ExactAccumulator(ChannelShape shape, bool ofBytes)
    {
        _shape = shape;
        _ofBytes = ofBytes;
        // Two bins hold a double of any usual size, and four its square.
        _means = new ExactBins(shape.Channels, levels: 2);
        _squares = new ExactBins(shape.Channels, levels: 4);
        _deviations = new ExactBins(shape.Channels, levels: 2);
        _nonFinite = new NonFiniteKinds[shape.Channels];
        _mean = new double[ExactBins.Padded(shape.Channels)];
        _squaredDeviations = new double[_mean.Length];
    }

    /// <summary>Takes a row in.</summary>
    /// <exception cref="OverflowException">More rows than a long counts.</exception>
    public void Add(ChannelMoments row)
    {
        _rows = checked(_rows + 1);
        if (row is ByteMoments bytes)
            bytes.CopySums(_mean, _squaredDeviations);
        else
            CopyFinite(row);
        _means.Add(_mean);
        if (!_ofBytes)
            _squares.AddSquares(_mean);
        // Nothing deviates from one value.
        if (_ofBytes || _shape.Spatial > 1)
            _deviations.Add(_squaredDeviations);
    }

    /// <summary>The moments of all rows; nothing is added after that.</summary>
    public ExactMoments Finish() => new(_shape, _ofBytes, _rows, _means.Finish(), _squares.Finish(), _deviations.Finish(), _nonFinite);

    private static NonFiniteKinds KindOf(double mean) =>
        double.IsNaN(mean) ? NonFiniteKinds.NaN
        : double.IsPositiveInfinity(mean) ? NonFiniteKinds.PositiveInfinity
        : double.IsNegativeInfinity(mean) ? NonFiniteKinds.NegativeInfinity
        : NonFiniteKinds.Overflow;

    /// <summary>Copies the row's moments, with marks and zeros for what no integer holds.</summary>
    private void CopyFinite(ChannelMoments row)
    {
        row.CopyMoments(_mean, _squaredDeviations);
        if (row.FindNonFinite() < 0)
            return;
        for (int c = 0; c < _shape.Channels; c++)
        {
            if (double.IsFinite(_mean[c]) && double.IsFinite(_squaredDeviations[c]))
                continue;
            _nonFinite[c] |= KindOf(_mean[c]);
            _mean[c] = double.IsFinite(_mean[c]) ? _mean[c] : 0;
            _squaredDeviations[c] = double.IsFinite(_squaredDeviations[c]) ? _squaredDeviations[c] : 0;
        }
    }
}
