using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SimpleCnn.Numerics;

/// <summary>
/// Adds the dot products of two matrices' rows to another matrix: <c>C[i, j] += Σ A[i, k] · B[j, k]</c>. Four rows of A and two of B go
/// through together. The sixteen partial sums of a product are the same whatever the vectors' width.
/// </summary>
internal static class DotProducts
{
    private const int ABlock = 4;
    private const int BBlock = 2;
    private static readonly int Lanes = Vector512<float>.Count;

    /// <param name="a">The rows of one matrix.</param>
    /// <param name="b">The rows of the other, as long as the first's.</param>
    /// <param name="c">What is added to: a row for each of <paramref name="a"/>'s, with a number for each of <paramref name="b"/>'s.</param>
    public static void Add(Rows a, Rows b, Span<float> c)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(a.Length, b.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(c.Length, a.Count * b.Count);
        a.Check();
        b.Check();
        for (int i = 0; i < a.Count; i += ABlock)
        {
            for (int j = 0; j < b.Count; j += BBlock)
                AddBlock(a, b, c, i, j);
        }
    }

    /// <summary>Where fewer rows are left, the last one goes through several times, and its product is added once.</summary>
    private static void AddBlock(Rows a, Rows b, Span<float> c, int i, int j)
    {
        int lastA = a.Count - 1, lastB = b.Count - 1;
        ref float a0 = ref Row(a, i), a1 = ref Row(a, Math.Min(i + 1, lastA));
        ref float a2 = ref Row(a, Math.Min(i + 2, lastA)), a3 = ref Row(a, Math.Min(i + 3, lastA));
        ref float b0 = ref Row(b, j), b1 = ref Row(b, Math.Min(j + 1, lastB));
        Vector512<float> sum00 = default, sum01 = default, sum10 = default, sum11 = default;
        Vector512<float> sum20 = default, sum21 = default, sum30 = default, sum31 = default;
        for (int k = 0; k <= a.Length - Lanes; k += Lanes)
        {
            Vector512<float> first = Vector512.LoadUnsafe(ref b0, (nuint)k), second = Vector512.LoadUnsafe(ref b1, (nuint)k);
            Vector512<float> factor = Vector512.LoadUnsafe(ref a0, (nuint)k);
            sum00 = Vector512.FusedMultiplyAdd(factor, first, sum00);
            sum01 = Vector512.FusedMultiplyAdd(factor, second, sum01);
            factor = Vector512.LoadUnsafe(ref a1, (nuint)k);
            sum10 = Vector512.FusedMultiplyAdd(factor, first, sum10);
            sum11 = Vector512.FusedMultiplyAdd(factor, second, sum11);
            factor = Vector512.LoadUnsafe(ref a2, (nuint)k);
            sum20 = Vector512.FusedMultiplyAdd(factor, first, sum20);
            sum21 = Vector512.FusedMultiplyAdd(factor, second, sum21);
            factor = Vector512.LoadUnsafe(ref a3, (nuint)k);
            sum30 = Vector512.FusedMultiplyAdd(factor, first, sum30);
            sum31 = Vector512.FusedMultiplyAdd(factor, second, sum31);
        }

        AddPair(a, b, c, i, j, sum00, sum01);
        AddPair(a, b, c, i + 1, j, sum10, sum11);
        AddPair(a, b, c, i + 2, j, sum20, sum21);
        AddPair(a, b, c, i + 3, j, sum30, sum31);
    }

    private static void AddPair(Rows a, Rows b, Span<float> c, int i, int j, Vector512<float> first, Vector512<float> second)
    {
        if (i >= a.Count)
            return;
        c[(i * b.Count) + j] += Vector512.Sum(first) + Remainder(a, b, i, j);
        if (j + 1 < b.Count)
            c[(i * b.Count) + j + 1] += Vector512.Sum(second) + Remainder(a, b, i, j + 1);
    }

    /// <summary>The product of what is left behind the last whole vector.</summary>
    private static float Remainder(Rows a, Rows b, int i, int j)
    {
        float sum = 0;
        for (int k = a.Length - (a.Length % Lanes); k < a.Length; k++)
            sum = MathF.FusedMultiplyAdd(a.Values[a.Starts[i] + k], b.Values[b.Starts[j] + k], sum);
        return sum;
    }

    private static ref float Row(Rows rows, int index) => ref MemoryMarshal.GetReference(rows.Values[rows.Starts[index]..]);
}
