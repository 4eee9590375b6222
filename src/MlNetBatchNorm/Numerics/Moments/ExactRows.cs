using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Adds rows of one value per channel to <see cref="ExactBins"/> of the values and of their squares, a few channels of all rows at a time: their bins stay in
/// registers. As in <see cref="ExactSplit"/>, no rounding error is lost, so the width of the hardware's vectors doesn't matter.
/// </summary>
internal static class ExactRows
{
    /// <summary>
    /// The rounding error of a very small square may be too small for a double. With bins for values as large as this, such a square is far less than their units,
    /// or is zero and the value is far less than the units of its own bins, so that it leaves a rest.
    /// </summary>
    private const double LeastLimit = 1e-90;

    private static readonly int Width = Vector512<double>.Count;

    /// <summary>Adds rows, each filled up to whole lanes.</summary>
    /// <param name="rows">Rows of float or double, no more than <see cref="RealMoments.RowsAtOnce"/>, and than there is room for in the bins, which are placed.</param>
    /// <param name="means">Bins of the values.</param>
    /// <param name="squares">Bins of the squares.</param>
    /// <param name="missing">How many values of each channel are not finite, which count for nothing then; empty where all are finite.</param>
    public static void Add<T>(ReadOnlySpan<T[]> rows, ExactBins means, ExactBins squares, Span<double> missing) where T : unmanaged
    {
        double limit = Math.Min(means.Limit, squares.Limit);
        for (int start = 0; start < means.Count; start += Width)
        {
            Span<double> absent = missing.IsEmpty ? missing : missing.Slice(start, Width);
            if (limit < LeastLimit || !TryAdd(rows, start, means, squares, limit, absent))
                AddOneByOne(rows, start, means, squares, absent);
        }

        means.EndAdditions(rows.Length);
        squares.EndAdditions(rows.Length);
    }

    /// <summary>Adds values that the bins hold without a rest, and says whether they do; if not, nothing is added.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private static bool TryAdd<T>(ReadOnlySpan<T[]> rows, int start, ExactBins means, ExactBins squares, double limit, Span<double> missing) where T : unmanaged
    {
        Vector512<double> mean0 = Splitter(means, 0), mean1 = Splitter(means, 1);
        Vector512<double> square0 = Splitter(squares, 0), square1 = Splitter(squares, 1), square2 = Splitter(squares, 2), square3 = Splitter(squares, 3);
        Vector512<double> largest = default, rest = default, absent = default;
        foreach (T[] row in rows)
        {
            Vector512<double> value = ExactSplit.Load(in row[start]);
            if (!missing.IsEmpty)
            {
                // A NaN and an infinity differ from themselves by NaN.
                Vector512<double> finite = Vector512.Equals(value - value, Vector512<double>.Zero);
                absent += Vector512.AndNot(Vector512<double>.One, finite);
                value &= finite;
            }

            largest = Vector512.MaxNative(largest, Vector512.Abs(value));
            rest |= Take(Take(value, ref mean0), ref mean1);
            Vector512<double> square = value * value;
            // The square of a float has no rounding error.
            if (typeof(T) == typeof(double))
            {
                Vector512<double> error = Vector512.FusedMultiplyAdd(value, value, -square);
                rest |= Take(Take(Take(error, ref square1), ref square2), ref square3);
            }

            rest |= Take(Take(Take(square, ref square0), ref square1), ref square2);
        }

        if (rest != Vector512<double>.Zero || !Vector512.LessThanAll(largest, Vector512.Create(limit)))
            return false;
        AddSum(mean0, means, 0, start);
        AddSum(mean1, means, 1, start);
        AddSum(square0, squares, 0, start);
        AddSum(square1, squares, 1, start);
        AddSum(square2, squares, 2, start);
        AddSum(square3, squares, 3, start);
        if (!missing.IsEmpty)
            (Vector512.LoadUnsafe(ref missing[0]) + absent).StoreUnsafe(ref missing[0]);
        return true;
    }

    /// <summary>
    /// Adds the multiple of a unit that a value rounds to, and gives what is left of the value. The sum begins as the splitter, 1.5 * 2^52 units, and adding to it
    /// rounds to a unit as long as it is 2^51 units off at most, which is 128 rows of two parts. That saves a subtraction of <see cref="ExactSplit.TakePart"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Take(Vector512<double> value, ref Vector512<double> sum)
    {
        Vector512<double> before = sum;
        sum += value;
        return value - (sum - before);
    }

    /// <summary>Adds values of very different sizes.</summary>
    private static void AddOneByOne<T>(ReadOnlySpan<T[]> rows, int start, ExactBins means, ExactBins squares, Span<double> missing) where T : unmanaged
    {
        Span<double> values = stackalloc double[Width];
        foreach (T[] row in rows)
        {
            ExactSplit.Widen<T>(row.AsSpan(start, Width), values);
            if (!missing.IsEmpty)
                ExactSplit.TakeNonFinite(values, missing);
            means.AddAt(values, start);
            squares.AddSquaresAt(values, start);
        }
    }

    private static Vector512<double> Splitter(ExactBins bins, int level) => Vector512.Create(bins.Splitter(level));

    /// <summary>Adds a sum that began as the splitter to the bins of a level.</summary>
    private static void AddSum(Vector512<double> sum, ExactBins bins, int level, int start)
    {
        ref double bin = ref bins.Bins(level, start)[0];
        (Vector512.LoadUnsafe(ref bin) + (sum - Splitter(bins, level))).StoreUnsafe(ref bin);
    }
}
