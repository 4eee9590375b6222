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
    private readonly double[] _counts;
    private readonly int _rowsAtOnce;

    /// <summary>What is missing, and how many values of each channel in rows of one; null where values that are not finite are marked.</summary>
    private readonly MissingValues? _missing;
    private readonly double[] _missingOfOne = [];
    private int _waiting;
    private long _rows;

    /// <param name="shape">How a row's values divide into channels.</param>
    /// <param name="ofBytes">Whether the rows are of bytes.</param>
    /// <param name="ignoresNonFinite">Whether a NaN or an infinity counts for nothing.</param>
    public ExactAccumulator(ChannelShape shape, bool ofBytes, bool ignoresNonFinite = false)
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
        _counts = new double[shape.Spatial == 0 ? _mean.Length : 0];
        if (!ignoresNonFinite || ofBytes)
            return;
        _missing = new MissingValues(shape.Channels);
        _missingOfOne = new double[Lanes.Padded(shape.Channels)];
    }

    /// <summary>Takes a row in.</summary>
    /// <exception cref="OverflowException">More rows than a long counts.</exception>
    public void Add(ChannelMoments row)
    {
        if (row is CountedMoments counted)
        {
            Add(counted);
            return;
        }

        bool finite = row.FindNonFinite() < 0;
        if (finite && row is ByteMoments bytes)
            bytes.CopySums(NextMean, NextSquaredDeviations);
        else
            row.CopyMoments(NextMean, NextSquaredDeviations);
        if (_shape.Spatial == 0)
            _counts.AsSpan(_waiting * _shape.Channels, _shape.Channels).Fill(row.Count);
        EndRow(finite);
    }

    /// <summary>Takes rows of one value per channel in, each filled up to whole lanes: with zeros, or with any bytes.</summary>
    /// <param name="rows">Rows of float or double; or of byte, if these are sums of bytes.</param>
    /// <param name="finite">Whether all values are finite numbers.</param>
    /// <exception cref="OverflowException">More rows than a long counts.</exception>
    public void AddRows<T>(ReadOnlySpan<T[]> rows, bool finite) where T : unmanaged
    {
        Span<double> missing = finite ? [] : _missingOfOne;
        bool several = !_ofBytes && _rowsAtOnce == 1 && (finite || _missing is not null);
        for (int atOnce = RealMoments.RowsAtOnce(_shape.Channels); rows.Length > 0;)
        {
            int count = several ? Math.Min(Math.Min(rows.Length, atOnce), Math.Min(_means.Room, _squares.Room)) : 0;
            if (count > 0)
            {
                ExactRows.Add(rows[..count], _means, _squares, missing);
                _rows = checked(_rows + count);
            }
            else
            {
                AddRow<T>(rows[0], finite);
            }

            rows = rows[Math.Max(1, count)..];
        }
    }

    /// <summary>How many values each channel has; null where none is missing.</summary>
    public long[]? Counts()
    {
        if (_missing is null)
            return null;
        long[] missing = [.. _missing.Counts.Select((count, c) => count + (long)_missingOfOne[c])];
        return missing.All(count => count == 0) ? null : Array.ConvertAll(missing, count => (_rows * _shape.Spatial) - count);
    }

    /// <summary>The moments of all rows; nothing is added after that.</summary>
    public ExactMoments Finish()
    {
        _mean.AsSpan(_waiting * _shape.Channels).Clear();
        _squaredDeviations.AsSpan(_waiting * _shape.Channels).Clear();
        _counts.AsSpan(Math.Min(_waiting * _shape.Channels, _counts.Length)).Clear();
        AddWaiting();
        for (int c = 0; c < _shape.Channels && _missing is not null; c++)
            _missing.Counts[c] += (long)_missingOfOne[c];
        return new(_shape, _ofBytes, _rows, _means.Finish(), _squares.Finish(), _deviations.Finish(), _nonFinite, _missing);
    }

    private void AddRow<T>(T[] row, bool finite) where T : unmanaged
    {
        ExactSplit.Widen<T>(_ofBytes ? row.AsSpan(0, _shape.Channels) : row, NextMean);
        if (_ofBytes)
            Square(NextMean[.._shape.Channels], NextSquaredDeviations);
        bool isMarked = !finite && _missing is null;
        if (!finite && !isMarked)
            ExactSplit.TakeNonFinite(NextMean[.._missingOfOne.Length], _missingOfOne);
        EndRow(!isMarked);
    }

    /// <summary>Channels with all values are added like those of any row, others apart.</summary>
    private void Add(CountedMoments row)
    {
        row.CopyMoments(NextMean, NextSquaredDeviations);
        for (int c = 0; c < _shape.Channels && !row.IsComplete; c++)
        {
            long present = (long)row.CountOf(c);
            if (present == _shape.Spatial)
                continue;
            _missing!.Add(c, present, _shape.Spatial - present, NextMean[c]);
            NextMean[c] = 0;
        }

        // Doubles may be too far apart to be squared.
        EndRow(FiniteValues.AreAll<double>(NextSquaredDeviations[.._missingOfOne.Length]));
    }

    private Span<double> NextMean => _mean.AsSpan(_waiting * _shape.Channels);

    private Span<double> NextSquaredDeviations => _squaredDeviations.AsSpan(_waiting * _shape.Channels);

    private static void Square(ReadOnlySpan<double> values, Span<double> squares)
    {
        for (int i = 0; i < values.Length; i++)
            squares[i] = values[i] * values[i];
    }

    private static NonFiniteKinds KindOf(double mean) =>
        double.IsNaN(mean) ? NonFiniteKinds.NaN
        : double.IsPositiveInfinity(mean) ? NonFiniteKinds.PositiveInfinity
        : double.IsNegativeInfinity(mean) ? NonFiniteKinds.NegativeInfinity
        : NonFiniteKinds.Overflow;

    private void EndRow(bool finite)
    {
        _rows = checked(_rows + 1);
        if (!finite)
            Mark(NextMean, NextSquaredDeviations);
        if (++_waiting == _rowsAtOnce)
            AddWaiting();
    }

    private void AddWaiting()
    {
        ReadOnlySpan<double> means = _mean.AsSpan(0, _means.Count);
        ReadOnlySpan<double> deviations = _squaredDeviations.AsSpan(0, _means.Count);
        _means.Add(means);
        if (!_ofBytes)
            _squares.AddSquares(means);
        else if (_shape.Spatial == 0)
            _squares.Add(_counts.AsSpan(0, _means.Count));
        // Nothing deviates from one value.
        if (_ofBytes || _shape.Spatial > 1)
            _deviations.Add(deviations);
        _waiting = 0;
    }

    /// <summary>Puts marks and zeros in place of what no integer holds.</summary>
    private void Mark(Span<double> mean, Span<double> squaredDeviations)
    {
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
