using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>A vector of 512 bits, of float or double.</summary>
internal readonly struct Vector512Lanes<T>(Vector512<T> values) : IVectorLanes<Vector512Lanes<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> _values = values;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes<T> Load<TSource>(ref readonly TSource source) where TSource : unmanaged =>
        new(typeof(T) == typeof(double)
            ? Vector512.LoadUnsafe(ref Unsafe.As<TSource, T>(ref Unsafe.AsRef(in source)))
            : Widening.LoadSingle512(in source).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512Lanes<T> lanes, ref T destination) => lanes._values.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes<T> operator -(Vector512Lanes<T> left, Vector512Lanes<T> right) => new(left._values - right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes<T> MultiplyAdd(Vector512Lanes<T> left, Vector512Lanes<T> right, Vector512Lanes<T> addend) =>
        new(typeof(T) == typeof(double)
            ? Vector512.FusedMultiplyAdd(left._values.AsDouble(), right._values.AsDouble(), addend._values.AsDouble()).As<double, T>()
            : Vector512.FusedMultiplyAdd(left._values.AsSingle(), right._values.AsSingle(), addend._values.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes<T> Canonical(Vector512Lanes<T> lanes) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(lanes._values, lanes._values), lanes._values, Vector512.Create(T.NaN)));
}
