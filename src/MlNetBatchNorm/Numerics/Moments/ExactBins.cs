using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// An <see cref="ExactSum"/> that takes a value of every channel at once. Each value is split, without error, into parts that are multiples of
/// fixed units; the parts are added in vectors over the channels, in bins of double that are emptied into the limbs before a sum could round.
/// What doesn't fit the bins goes into the limbs at once, so that the sum is the same wherever the bins are. The split: Ogita, Rump and Oishi,
/// "Accurate Sum and Dot Product", 2005; bins: Demmel and Nguyen, "Parallel Reproducible Summation", 2015.
/// </summary>
/// <param name="channels">The number of channels.</param>
/// <param name="levels">The number of bins of each channel.</param>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ExactBins(int channels, int levels)
{
    /// <summary>A part is less than 2^43 units, a row adds two parts at most, and a double holds 2^53 units: 512 rows.</summary>
    private const int MaxRows = 512;

    private const int PartBits = 43;

    /// <summary>What is left of a value is half a unit at most, and the next unit makes 2^43 of it.</summary>
    private const int UnitSpacing = PartBits + 1;

    /// <summary>Later values may be larger than those that the bins are placed by: 32 times.</summary>
    private const int Headroom = 5;

    /// <summary>Between these exponents neither a square nor its rounding error is too large, or too small, for a double.</summary>
    private const int MaxExponent = 400;

    private static readonly Vector<double> LeastSquare = new(Math.ScaleB(1, -2 * MaxExponent));

    private readonly ExactSum _sum = new(channels);
    private readonly double[] _bins = new double[levels * Padded(channels)];
    private readonly double[] _splitters = new double[levels];
    private double _limit;
    private int _rows;
    private int _misfits;

    /// <summary>The length of a row: whole vectors.</summary>
    public static int Padded(int channels) => (channels + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;

    /// <summary>Adds a finite value to each channel; zeros fill the row up to whole vectors.</summary>
    public void Add(ReadOnlySpan<double> row)
    {
        if (_rows == 0 && !Place(row, power: 1))
            return;
        AddRow(row);
        EndRow();
    }

    /// <summary>Adds the square of a finite value to each channel.</summary>
    public void AddSquares(ReadOnlySpan<double> row)
    {
        if (_rows == 0 && !Place(row, power: 2))
            return;
        AddSquaresOfRow(row);
        EndRow();
    }

    /// <summary>The sum of all values; the bins are empty then.</summary>
    public ExactSum Finish()
    {
        for (int level = 0; level < levels; level++)
        {
            Span<double> bins = _bins.AsSpan(level * Padded(channels), channels);
            for (int c = 0; c < bins.Length; c++)
                _sum.Add(c, bins[c]);
            bins.Clear();
        }

        _rows = 0;
        _misfits = 0;
        return _sum;
    }

    /// <summary>Places empty bins where a row's values are; false if all are zero.</summary>
    private bool Place(ReadOnlySpan<double> row, int power)
    {
        double max = 0;
        foreach (double value in row)
            max = Math.Max(max, Math.Abs(value));
        if (max == 0)
            return false;

        int exponent = Math.ILogB(max) + 1 + Headroom;
        // Rows of such sizes go into the limbs.
        bool fits = Math.Abs(exponent) <= MaxExponent;
        _limit = fits ? Math.ScaleB(1, exponent) : 0;
        for (int level = 0; level < levels && fits; level++)
        {
            int unit = (power * exponent) - PartBits - (level * UnitSpacing);
            _splitters[level] = Math.ScaleB(1.5, unit + 52);
        }

        return true;
    }

    private void EndRow()
    {
        // Bins at the wrong place are worse than none.
        if (++_rows == MaxRows || _misfits > 4 * channels)
            Finish();
    }

    [MethodImpl(HotLoop.Compilation)]
    private void AddRow(ReadOnlySpan<double> row)
    {
        var limit = new Vector<double>(_limit);
        for (int i = 0; i < row.Length; i += Vector<double>.Count)
        {
            var values = new Vector<double>(row[i..]);
            if (Vector.LessThanAll(Vector.Abs(values), limit))
                Split(values, i, firstLevel: 0);
            else
                AddToLimbs(values, i);
        }
    }

    [MethodImpl(HotLoop.Compilation)]
    private void AddSquaresOfRow(ReadOnlySpan<double> row)
    {
        var limit = new Vector<double>(_limit);
        for (int i = 0; i < row.Length; i += Vector<double>.Count)
        {
            var values = new Vector<double>(row[i..]);
            Vector<double> squares = values * values;
            Vector<long> exact = Vector.Equals(values, Vector<double>.Zero) | Vector.GreaterThanOrEqual(squares, LeastSquare);
            if (Vector.EqualsAll(exact & Vector.LessThan(Vector.Abs(values), limit), Vector<long>.AllBitsSet))
            {
                Split(squares, i, firstLevel: 0);
                Vector<double> errors = Vector.FusedMultiplyAdd(values, values, -squares);
                if (!Vector.EqualsAll(errors, Vector<double>.Zero))
                    Split(errors, i, firstLevel: 1);
            }
            else
            {
                AddSquaresToLimbs(values, i);
            }
        }
    }

    /// <summary>Adds to a splitter rounds to its unit; subtracting it leaves that part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Split(Vector<double> values, int channel, int firstLevel)
    {
        for (int level = firstLevel; level < levels; level++)
        {
            var splitter = new Vector<double>(_splitters[level]);
            Vector<double> parts = (values + splitter) - splitter;
            Span<double> bins = _bins.AsSpan((level * Padded(channels)) + channel);
            (new Vector<double>(bins) + parts).CopyTo(bins);
            values -= parts;
            if (Vector.EqualsAll(values, Vector<double>.Zero))
                return;
        }

        AddToLimbs(values, channel);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToLimbs(Vector<double> values, int channel)
    {
        for (int lane = 0; lane < Vector<double>.Count && channel + lane < channels; lane++)
        {
            if (values[lane] == 0)
                continue;
            _sum.Add(channel + lane, values[lane]);
            _misfits++;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddSquaresToLimbs(Vector<double> values, int channel)
    {
        for (int lane = 0; lane < Vector<double>.Count && channel + lane < channels; lane++)
        {
            if (values[lane] == 0)
                continue;
            _sum.AddSquare(channel + lane, values[lane]);
            _misfits++;
        }
    }
}
