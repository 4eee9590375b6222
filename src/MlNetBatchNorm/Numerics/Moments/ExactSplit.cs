using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// The loops of <see cref="ExactBins"/>, over whole vectors. None of them has a rounding error that is lost, so the width of the hardware's vectors
/// doesn't matter; where it is less than 512 bits, the runtime makes pairs of narrower ones.
/// </summary>
internal static class ExactSplit
{
    /// <summary>The error of a square that is smaller might be too small for a double.</summary>
    private const double LeastSquare = 1e-240;

    /// <summary>What <see cref="TakePart"/> needs to round to multiples of two to the <paramref name="unit"/>: a double whose last bit is that.</summary>
    public static double Splitter(int unit) => Math.ScaleB(1.5, unit + 52);

    /// <summary>Converts floats, doubles or bytes to double, which is exact.</summary>
    public static void Widen<T>(ReadOnlySpan<T> values, Span<double> wide) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            WidenSingles(MemoryMarshal.Cast<T, float>(values), wide);
        else if (typeof(T) == typeof(double))
            MemoryMarshal.Cast<T, double>(values).CopyTo(wide);
        else
            WidenBytes(MemoryMarshal.AsBytes(values), wide);
    }

    /// <summary>Eight floats or doubles as double, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load<T>(ref readonly T first) where T : unmanaged
    {
        if (typeof(T) == typeof(double))
            return Vector512.LoadUnsafe(ref Unsafe.As<T, double>(ref Unsafe.AsRef(in first)));
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref Unsafe.As<T, float>(ref Unsafe.AsRef(in first))));
        return Vector512.Create(lower, upper);
    }

    /// <summary>All bits of the lanes whose square is so small that its rounding error may be none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> IsSmall(Vector512<double> square, Vector512<double> value) =>
        Vector512.AndNot(Vector512.LessThan(square, Vector512.Create(LeastSquare)), Vector512.Equals(value, Vector512<double>.Zero));

    /// <summary>Replaces values that are not finite by 0, and counts them, each at its place.</summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void TakeNonFinite(Span<double> values, Span<double> counts)
    {
        ref double value = ref MemoryMarshal.GetReference(values);
        ref double count = ref MemoryMarshal.GetReference(counts);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<double>.Count)
        {
            Vector512<double> found = Vector512.LoadUnsafe(ref value, i);
            // A NaN and an infinity differ from themselves by NaN.
            Vector512<double> finite = Vector512.Equals(found - found, Vector512<double>.Zero);
            (found & finite).StoreUnsafe(ref value, i);
            (Vector512.LoadUnsafe(ref count, i) + Vector512.AndNot(Vector512<double>.One, finite)).StoreUnsafe(ref count, i);
        }
    }

    /// <summary>The largest magnitude of finite values.</summary>
    [MethodImpl(HotLoop.Compilation)]
    public static double Max(ReadOnlySpan<double> values)
    {
        ref double first = ref MemoryMarshal.GetReference(values);
        Vector512<double> max = default;
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<double>.Count)
            max = Vector512.MaxNative(max, Vector512.Abs(Vector512.LoadUnsafe(ref first, i)));

        Vector256<double> four = Vector256.MaxNative(max.GetLower(), max.GetUpper());
        Vector128<double> two = Vector128.MaxNative(four.GetLower(), four.GetUpper());
        return Math.Max(two[0], two[1]);
    }

    /// <summary>
    /// Adds to each bin the part of a value that is a multiple of a unit: adding the splitter rounds to it, and subtracting leaves the part. Both,
    /// and the <paramref name="rest"/>, are exact, as long as the values are much smaller than the splitter. Whether there is any rest.
    /// </summary>
    [MethodImpl(HotLoop.Compilation)]
    public static bool TakePart(ReadOnlySpan<double> values, double splitter, Span<double> bins, Span<double> rest)
    {
        ref double source = ref MemoryMarshal.GetReference(values);
        ref double bin = ref MemoryMarshal.GetReference(bins);
        ref double left = ref MemoryMarshal.GetReference(rest);
        Vector512<double> split = Vector512.Create(splitter);
        Vector512<double> any = default;
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<double>.Count)
        {
            Vector512<double> value = Vector512.LoadUnsafe(ref source, i);
            Vector512<double> part = value + split - split;
            (Vector512.LoadUnsafe(ref bin, i) + part).StoreUnsafe(ref bin, i);
            value -= part;
            value.StoreUnsafe(ref left, i);
            any |= value;
        }

        return any != Vector512<double>.Zero;
    }

    /// <summary>
    /// Squares and their rounding errors; the errors are all zero if <paramref name="exact"/>. False if a square is so small that its error may be
    /// none.
    /// </summary>
    [MethodImpl(HotLoop.Compilation)]
    public static bool Square(ReadOnlySpan<double> values, Span<double> squares, Span<double> errors, out bool exact)
    {
        ref double source = ref MemoryMarshal.GetReference(values);
        ref double square = ref MemoryMarshal.GetReference(squares);
        ref double error = ref MemoryMarshal.GetReference(errors);
        Vector512<double> any = default;
        Vector512<double> small = default;
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<double>.Count)
        {
            Vector512<double> value = Vector512.LoadUnsafe(ref source, i);
            Vector512<double> product = value * value;
            Vector512<double> rounded = Vector512.FusedMultiplyAdd(value, value, -product);
            product.StoreUnsafe(ref square, i);
            rounded.StoreUnsafe(ref error, i);
            any |= rounded;
            small |= IsSmall(product, value);
        }

        exact = any == Vector512<double>.Zero;
        return small == Vector512<double>.Zero;
    }

    private static void WidenBytes(ReadOnlySpan<byte> values, Span<double> wide)
    {
        for (int i = 0; i < values.Length; i++)
            wide[i] = values[i];
    }

    [MethodImpl(HotLoop.Compilation)]
    private static void WidenSingles(ReadOnlySpan<float> values, Span<double> wide)
    {
        ref float source = ref MemoryMarshal.GetReference(values);
        ref double destination = ref MemoryMarshal.GetReference(wide);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector256<float>.Count)
        {
            Load(ref Unsafe.Add(ref source, i)).StoreUnsafe(ref destination, i);
        }
    }
}
