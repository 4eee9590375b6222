using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>A vector of 256 bits, of float or double; where the hardware has only 128, the runtime makes a pair of them.</summary>
internal readonly struct Vector256Lanes<T>(Vector256<T> values) : IVectorLanes<Vector256Lanes<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> _values = values;

    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes<T> Load<TSource>(ref readonly TSource source) where TSource : unmanaged =>
        new(typeof(T) == typeof(double)
            ? Vector256.LoadUnsafe(ref Unsafe.As<TSource, T>(ref Unsafe.AsRef(in source)))
            : Widening.LoadSingle256(in source).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256Lanes<T> lanes, ref T destination) => lanes._values.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes<T> operator -(Vector256Lanes<T> left, Vector256Lanes<T> right) => new(left._values - right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes<T> MultiplyAdd(Vector256Lanes<T> left, Vector256Lanes<T> right, Vector256Lanes<T> addend) =>
        new(typeof(T) == typeof(double)
            ? Vector256.FusedMultiplyAdd(left._values.AsDouble(), right._values.AsDouble(), addend._values.AsDouble()).As<double, T>()
            : Vector256.FusedMultiplyAdd(left._values.AsSingle(), right._values.AsSingle(), addend._values.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes<T> Canonical(Vector256Lanes<T> lanes) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(lanes._values, lanes._values), lanes._values, Vector256.Create(T.NaN)));
}
