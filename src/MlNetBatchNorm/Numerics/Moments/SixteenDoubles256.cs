using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Four vectors of 256 bits; where the hardware has only 128, the runtime makes pairs of them.</summary>
internal readonly struct SixteenDoubles256(Vector256<double> a, Vector256<double> b, Vector256<double> c, Vector256<double> d) : ISixteenDoubles<SixteenDoubles256>
{
    private readonly Vector256<double> _a = a;
    private readonly Vector256<double> _b = b;
    private readonly Vector256<double> _c = c;
    private readonly Vector256<double> _d = d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 Broadcast(double value)
    {
        Vector256<double> all = Vector256.Create(value);
        return new(all, all, all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 Load<T>(ref readonly T source) where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            ref double first = ref Unsafe.As<T, double>(ref Unsafe.AsRef(in source));
            return new(
                Vector256.LoadUnsafe(ref first), Vector256.LoadUnsafe(ref first, 4),
                Vector256.LoadUnsafe(ref first, 8), Vector256.LoadUnsafe(ref first, 12));
        }

        (Vector256<double> a, Vector256<double> b) = Vector256.Widen(Widening.LoadSingle256(in source));
        (Vector256<double> c, Vector256<double> d) =
            Vector256.Widen(Widening.LoadSingle256(in Unsafe.Add(ref Unsafe.AsRef(in source), 8)));
        return new(a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SixteenDoubles256 lanes, ref double destination)
    {
        lanes._a.StoreUnsafe(ref destination);
        lanes._b.StoreUnsafe(ref destination, 4);
        lanes._c.StoreUnsafe(ref destination, 8);
        lanes._d.StoreUnsafe(ref destination, 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 RoundToSingle(SixteenDoubles256 lanes)
    {
        (Vector256<double> a, Vector256<double> b) = Vector256.Widen(Vector256.Narrow(lanes._a, lanes._b));
        (Vector256<double> c, Vector256<double> d) = Vector256.Widen(Vector256.Narrow(lanes._c, lanes._d));
        return new(a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(SixteenDoubles256 lanes)
    {
        Vector256<double> four = lanes._a + lanes._c + (lanes._b + lanes._d);
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 operator +(SixteenDoubles256 left, SixteenDoubles256 right) =>
        new(left._a + right._a, left._b + right._b, left._c + right._c, left._d + right._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 operator -(SixteenDoubles256 left, SixteenDoubles256 right) =>
        new(left._a - right._a, left._b - right._b, left._c - right._c, left._d - right._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 operator *(SixteenDoubles256 left, SixteenDoubles256 right) =>
        new(left._a * right._a, left._b * right._b, left._c * right._c, left._d * right._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 operator /(SixteenDoubles256 left, SixteenDoubles256 right) =>
        new(left._a / right._a, left._b / right._b, left._c / right._c, left._d / right._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 Max(SixteenDoubles256 left, SixteenDoubles256 right) => new(
        Vector256.Max(left._a, right._a), Vector256.Max(left._b, right._b),
        Vector256.Max(left._c, right._c), Vector256.Max(left._d, right._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 KeepFirst(SixteenDoubles256 lanes, int count)
    {
        var kept = Vector256.Create((double)count);
        Vector256<double> first = Vector256<double>.Indices;
        return new(
            Vector256.LessThan(first, kept) & lanes._a,
            Vector256.LessThan(first + Vector256.Create(4.0), kept) & lanes._b,
            Vector256.LessThan(first + Vector256.Create(8.0), kept) & lanes._c,
            Vector256.LessThan(first + Vector256.Create(12.0), kept) & lanes._d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 WhereFinite(SixteenDoubles256 lanes, SixteenDoubles256 finite, SixteenDoubles256 otherwise) => new(
        Vector256.ConditionalSelect(IsFinite(lanes._a), finite._a, otherwise._a),
        Vector256.ConditionalSelect(IsFinite(lanes._b), finite._b, otherwise._b),
        Vector256.ConditionalSelect(IsFinite(lanes._c), finite._c, otherwise._c),
        Vector256.ConditionalSelect(IsFinite(lanes._d), finite._d, otherwise._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 Canonical(SixteenDoubles256 lanes) => new(Canonical(lanes._a), Canonical(lanes._b), Canonical(lanes._c), Canonical(lanes._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles256 MultiplyAdd(SixteenDoubles256 left, SixteenDoubles256 right, SixteenDoubles256 addend) => new(
        Vector256.FusedMultiplyAdd(left._a, right._a, addend._a),
        Vector256.FusedMultiplyAdd(left._b, right._b, addend._b),
        Vector256.FusedMultiplyAdd(left._c, right._c, addend._c),
        Vector256.FusedMultiplyAdd(left._d, right._d, addend._d));

    private static Vector256<double> Canonical(Vector256<double> values) =>
        Vector256.ConditionalSelect(Vector256.Equals(values, values), values, Vector256.Create(double.NaN));

    // A NaN and an infinity differ from themselves by NaN.
    private static Vector256<double> IsFinite(Vector256<double> values) => Vector256.Equals(values - values, Vector256<double>.Zero);
}
