using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Two vectors of 512 bits.</summary>
internal readonly struct SixteenDoubles512(Vector512<double> lower, Vector512<double> upper) : ISixteenDoubles<SixteenDoubles512>
{
    private readonly Vector512<double> _lower = lower;
    private readonly Vector512<double> _upper = upper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 Broadcast(double value) => new(Vector512.Create(value), Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 Load<T>(ref readonly T source) where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            ref double first = ref Unsafe.As<T, double>(ref Unsafe.AsRef(in source));
            return new(Vector512.LoadUnsafe(ref first), Vector512.LoadUnsafe(ref first, 8));
        }

        // Loading halves saves taking them out of one vector.
        ref float single = ref Unsafe.As<T, float>(ref Unsafe.AsRef(in source));
        return new(Widen(Vector256.LoadUnsafe(ref single)), Widen(Vector256.LoadUnsafe(ref single, 8)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SixteenDoubles512 lanes, ref double destination)
    {
        lanes._lower.StoreUnsafe(ref destination);
        lanes._upper.StoreUnsafe(ref destination, 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 RoundToSingle(SixteenDoubles512 lanes)
    {
        (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.Narrow(lanes._lower, lanes._upper));
        return new(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(SixteenDoubles512 lanes)
    {
        Vector512<double> eight = lanes._lower + lanes._upper;
        Vector256<double> four = eight.GetLower() + eight.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 operator +(SixteenDoubles512 left, SixteenDoubles512 right) => new(left._lower + right._lower, left._upper + right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 operator -(SixteenDoubles512 left, SixteenDoubles512 right) => new(left._lower - right._lower, left._upper - right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 operator *(SixteenDoubles512 left, SixteenDoubles512 right) => new(left._lower * right._lower, left._upper * right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 operator /(SixteenDoubles512 left, SixteenDoubles512 right) => new(left._lower / right._lower, left._upper / right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 Max(SixteenDoubles512 left, SixteenDoubles512 right) =>
        new(Vector512.Max(left._lower, right._lower), Vector512.Max(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 KeepFirst(SixteenDoubles512 lanes, int count)
    {
        var kept = Vector512.Create((double)count);
        Vector512<double> first = Vector512<double>.Indices;
        return new(
            Vector512.LessThan(first, kept) & lanes._lower,
            Vector512.LessThan(first + Vector512.Create(8.0), kept) & lanes._upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 WhereFinite(SixteenDoubles512 lanes, SixteenDoubles512 finite, SixteenDoubles512 otherwise) => new(
        Vector512.ConditionalSelect(IsFinite(lanes._lower), finite._lower, otherwise._lower),
        Vector512.ConditionalSelect(IsFinite(lanes._upper), finite._upper, otherwise._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 Canonical(SixteenDoubles512 lanes) => new(Canonical(lanes._lower), Canonical(lanes._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenDoubles512 MultiplyAdd(SixteenDoubles512 left, SixteenDoubles512 right, SixteenDoubles512 addend) => new(
        Vector512.FusedMultiplyAdd(left._lower, right._lower, addend._lower),
        Vector512.FusedMultiplyAdd(left._upper, right._upper, addend._upper));

    private static Vector512<double> Canonical(Vector512<double> values) =>
        Vector512.ConditionalSelect(Vector512.Equals(values, values), values, Vector512.Create(double.NaN));

    // A NaN and an infinity differ from themselves by NaN.
    private static Vector512<double> IsFinite(Vector512<double> values) => Vector512.Equals(values - values, Vector512<double>.Zero);

    private static Vector512<double> Widen(Vector256<float> values) => Vector512.WidenLower(values.ToVector512Unsafe());
}
