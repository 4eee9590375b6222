using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SimpleCnn.Numerics;

/// <summary>
/// Adds a product of matrices to another matrix: <c>C[i, :] += Σ A[i, k] · B[k, :]</c>. Four rows and two vectors of C stay in registers.
/// Every number is the sum of its terms in the order of k, each multiplied and added with one rounding, whatever the vectors' width.
/// </summary>
internal static class Product
{
    private const int RowBlock = 4;
    private static readonly int Lanes = Vector512<float>.Count;

    /// <param name="a">The left factor.</param>
    /// <param name="b">The right factor: one row for each column of <paramref name="a"/>.</param>
    /// <param name="c">What is added to: a row for each of <paramref name="a"/>'s, as long as <paramref name="b"/>'s.</param>
    public static void Add(Factor a, Rows b, Span<float> c)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Count, a.Columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(c.Length, a.Rows * b.Length);
        a.Check();
        b.Check();
        for (int row = 0; row < a.Rows; row += RowBlock)
        {
            int column = 0;
            for (; column <= b.Length - (2 * Lanes); column += 2 * Lanes)
                AddBlock(a, b, c, row, column, second: column + Lanes);
            for (; column <= b.Length - Lanes; column += Lanes)
                AddBlock(a, b, c, row, column, second: column);
            for (; column < b.Length; column++)
                AddColumn(a, b, c, row, column);
        }
    }

    /// <summary>
    /// Fewer rows than four, and one vector instead of two, are computed as if there were all: the last row or vector several times, of which
    /// each result is stored at the same place.
    /// </summary>
    private static void AddBlock(Factor a, Rows b, Span<float> c, int row, int column, int second)
    {
        int last = a.Rows - 1;
        ref float c0 = ref c[row * b.Length];
        ref float c1 = ref c[Math.Min(row + 1, last) * b.Length];
        ref float c2 = ref c[Math.Min(row + 2, last) * b.Length];
        ref float c3 = ref c[Math.Min(row + 3, last) * b.Length];
        Vector512<float> sum00 = Load(ref c0, column), sum01 = Load(ref c0, second);
        Vector512<float> sum10 = Load(ref c1, column), sum11 = Load(ref c1, second);
        Vector512<float> sum20 = Load(ref c2, column), sum21 = Load(ref c2, second);
        Vector512<float> sum30 = Load(ref c3, column), sum31 = Load(ref c3, second);

        ref float a0 = ref MemoryMarshal.GetReference(a.Values[(row * a.RowStride)..]);
        ref float a1 = ref Unsafe.Add(ref a0, (Math.Min(row + 1, last) - row) * a.RowStride);
        ref float a2 = ref Unsafe.Add(ref a0, (Math.Min(row + 2, last) - row) * a.RowStride);
        ref float a3 = ref Unsafe.Add(ref a0, (Math.Min(row + 3, last) - row) * a.RowStride);
        ref float values = ref MemoryMarshal.GetReference(b.Values);
        nint offset = 0;
        foreach (int start in b.Starts)
        {
            Vector512<float> b0 = Load(ref values, start + column);
            Vector512<float> b1 = Load(ref values, start + second);
            Vector512<float> factor = Vector512.Create(Unsafe.Add(ref a0, offset));
            sum00 = Vector512.FusedMultiplyAdd(factor, b0, sum00);
            sum01 = Vector512.FusedMultiplyAdd(factor, b1, sum01);
            factor = Vector512.Create(Unsafe.Add(ref a1, offset));
            sum10 = Vector512.FusedMultiplyAdd(factor, b0, sum10);
            sum11 = Vector512.FusedMultiplyAdd(factor, b1, sum11);
            factor = Vector512.Create(Unsafe.Add(ref a2, offset));
            sum20 = Vector512.FusedMultiplyAdd(factor, b0, sum20);
            sum21 = Vector512.FusedMultiplyAdd(factor, b1, sum21);
            factor = Vector512.Create(Unsafe.Add(ref a3, offset));
            sum30 = Vector512.FusedMultiplyAdd(factor, b0, sum30);
            sum31 = Vector512.FusedMultiplyAdd(factor, b1, sum31);
            offset += a.ColumnStride;
        }

        Store(sum00, sum01, ref c0, column, second);
        Store(sum10, sum11, ref c1, column, second);
        Store(sum20, sum21, ref c2, column, second);
        Store(sum30, sum31, ref c3, column, second);
    }

    private static void AddColumn(Factor a, Rows b, Span<float> c, int firstRow, int column)
    {
        for (int row = firstRow; row < Math.Min(firstRow + RowBlock, a.Rows); row++)
        {
            float sum = c[(row * b.Length) + column];
            for (int k = 0; k < b.Count; k++)
                sum = MathF.FusedMultiplyAdd(a.Values[(row * a.RowStride) + (k * a.ColumnStride)], b.Values[b.Starts[k] + column], sum);
            c[(row * b.Length) + column] = sum;
        }
    }

    private static Vector512<float> Load(ref float values, int index) => Vector512.LoadUnsafe(ref values, (nuint)index);

    private static void Store(Vector512<float> first, Vector512<float> second, ref float row, int column, int secondColumn)
    {
        first.StoreUnsafe(ref row, (nuint)column);
        second.StoreUnsafe(ref row, (nuint)secondColumn);
    }
}
