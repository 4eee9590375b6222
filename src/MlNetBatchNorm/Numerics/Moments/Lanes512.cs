using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Two vectors of 512 bits.</summary>
internal readonly struct Lanes512(Vector512<double> lower, Vector512<double> upper) : ILanes<Lanes512>
{
    private readonly Vector512<double> _lower = lower;
    private readonly Vector512<double> _upper = upper;

    public static Lanes512 Broadcast(double value) => new(Vector512.Create(value), Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load<T>(ref readonly T source) where T : unmanaged
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
    public static void Store(Lanes512 lanes, ref double destination)
    {
        lanes._lower.StoreUnsafe(ref destination);
        lanes._upper.StoreUnsafe(ref destination, 8);
    }

    public static double Sum(Lanes512 lanes)
    {
        Vector512<double> eight = lanes._lower + lanes._upper;
        Vector256<double> four = eight.GetLower() + eight.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 left, Lanes512 right) => new(left._lower + right._lower, left._upper + right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 left, Lanes512 right) => new(left._lower - right._lower, left._upper - right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SquareAdd(Lanes512 lanes, Lanes512 addend) => new(
        Vector512.FusedMultiplyAdd(lanes._lower, lanes._lower, addend._lower),
        Vector512.FusedMultiplyAdd(lanes._upper, lanes._upper, addend._upper));

    private static Vector512<double> Widen(Vector256<float> values) => Vector512.WidenLower(values.ToVector512Unsafe());
}
