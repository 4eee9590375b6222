namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// An <see cref="ExactSum"/> that takes a value of every channel at once. Each value is split, without error, into parts that are multiples of
/// fixed units; the parts are added in vectors over the channels, in bins of double that are emptied into the limbs before a sum could round.
/// Values that don't fit the bins are added to the limbs directly, so that the sum is the same wherever the bins are. The split: Ogita, Rump and Oishi,
/// "Accurate Sum and Dot Product", 2005; bins: Demmel and Nguyen, "Parallel Reproducible Summation", 2015.
/// </summary>
/// <param name="channels">The number of channels.</param>
/// <param name="repeats">How many values of each channel are added at once: all channels' first ones, then all channels' second ones, and so on.</param>
/// <param name="levels">The number of bins of each of these values.</param>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ExactBins(int channels, int repeats, int levels)
{
    /// <summary>A part is at most 2^43 units, two parts at most are added at once, and a double holds 2^53 units: so often.</summary>
    private const int MaxAdditions = 512;

    private const int PartBits = 43;

    /// <summary>What is left of a value is half a unit at most, and the next unit makes 2^43 of it.</summary>
    private const int UnitSpacing = PartBits + 1;

    /// <summary>Later values may be larger than those that the bins are placed by: 32 times.</summary>
    private const int Headroom = 5;

    /// <summary>Between these exponents neither a square nor its rounding error is too large, or too small, for a double.</summary>
    private const int MaxExponent = 400;

    /// <summary>Channels that are split together, so that what is left of them stays in the nearest cache.</summary>
    private const int Block = 256;

    private readonly ExactSum _sum = new(channels);
    private readonly int _lanes = Lanes.Padded(channels * repeats);
    private readonly double[] _bins = new double[levels * Lanes.Padded(channels * repeats)];
    private readonly double[] _splitters = new double[levels];
    private readonly double[] _rest = new double[Block];
    private readonly double[] _errors = new double[Block];
    private double _limit;
    private int _additions;
    private int _misfits;

    /// <summary>The number of values that are added at once: zeros behind the last fill whole lanes.</summary>
    public int Count => _lanes;

    /// <summary>How many values of each channel may be added to bins that are placed; none if they are not.</summary>
    public int Room => _additions == 0 ? 0 : MaxAdditions - _additions;

    /// <summary>What the values in the bins are less than.</summary>
    public double Limit => _limit;

    /// <summary>What splits off the parts that a level of bins holds: see <see cref="ExactSplit.Splitter"/>.</summary>
    public double Splitter(int level) => _splitters[level];

    /// <summary>The bins of a level, from a value on.</summary>
    public Span<double> Bins(int level, int start) => _bins.AsSpan((level * _lanes) + start);

    /// <summary>Adds finite values.</summary>
    public void Add(ReadOnlySpan<double> row)
    {
        if (_additions == 0 && !Place(row, power: 1))
            return;
        for (int start = 0; start < row.Length; start += Block)
            AddAt(row.Slice(start, Math.Min(Block, row.Length - start)), start);
        EndAdditions(1);
    }

    /// <summary>Adds some finite values of a row, from a place on, to bins that are placed.</summary>
    public void AddAt(ReadOnlySpan<double> values, int start)
    {
        if (ExactSplit.Max(values) < _limit)
            Split(values, start, firstLevel: 0);
        else
            AddToLimbs(values, start);
    }

    /// <summary>Adds the squares of finite values.</summary>
    public void AddSquares(ReadOnlySpan<double> row)
    {
        if (_additions == 0 && !Place(row, power: 2))
            return;
        for (int start = 0; start < row.Length; start += Block)
            AddSquaresAt(row.Slice(start, Math.Min(Block, row.Length - start)), start);
        EndAdditions(1);
    }

    /// <summary>Adds the squares of some finite values of a row, from a place on, to bins that are placed.</summary>
    public void AddSquaresAt(ReadOnlySpan<double> values, int start)
    {
        Span<double> squares = _rest.AsSpan(0, values.Length);
        Span<double> errors = _errors.AsSpan(0, values.Length);
        if (ExactSplit.Max(values) < _limit && ExactSplit.Square(values, squares, errors, out bool exact))
        {
            Split(squares, start, firstLevel: 0);
            if (!exact)
                Split(errors, start, firstLevel: 1);
        }
        else
        {
            AddSquaresToLimbs(values, start);
        }
    }

    /// <summary>Ends the addition of so many values of each channel: before a bin could round, it is emptied.</summary>
    public void EndAdditions(int count)
    {
        _additions += count;
        // Bins at the wrong place are worse than none.
        if (_additions == MaxAdditions || _misfits > 4 * _lanes)
            Finish();
    }

    /// <summary>The sum of all values; the bins are empty then.</summary>
    public ExactSum Finish()
    {
        for (int level = 0; level < levels; level++)
        {
            Span<double> bins = Bins(level, 0)[..(channels * repeats)];
            for (int i = 0; i < bins.Length; i++)
                _sum.Add(i % channels, bins[i]);
            bins.Clear();
        }

        _additions = 0;
        _misfits = 0;
        return _sum;
    }

    /// <summary>Places empty bins where a row's values are; false if all are zero.</summary>
    private bool Place(ReadOnlySpan<double> row, int power)
    {
        double max = ExactSplit.Max(row);
        if (max == 0)
            return false;

        int exponent = Math.ILogB(max) + 1 + Headroom;
        // Rows of other sizes go into the limbs.
        bool fits = Math.Abs(exponent) <= MaxExponent;
        _limit = fits ? Math.ScaleB(1, exponent) : 0;
        for (int level = 0; level < levels && fits; level++)
            _splitters[level] = ExactSplit.Splitter((power * exponent) - PartBits - (level * UnitSpacing));
        return true;
    }

    private void Split(ReadOnlySpan<double> values, int start, int firstLevel)
    {
        Span<double> rest = _rest.AsSpan(0, values.Length);
        for (int level = firstLevel; level < levels; level++)
        {
            if (!ExactSplit.TakePart(values, _splitters[level], Bins(level, start), rest))
                return;
            values = rest;
        }

        AddToLimbs(rest, start);
    }

    private void AddToLimbs(ReadOnlySpan<double> values, int start)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
                continue;
            _sum.Add((start + i) % channels, values[i]);
            _misfits++;
        }
    }

    private void AddSquaresToLimbs(ReadOnlySpan<double> values, int start)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
                continue;
            _sum.AddSquare((start + i) % channels, values[i]);
            _misfits++;
        }
    }
}
