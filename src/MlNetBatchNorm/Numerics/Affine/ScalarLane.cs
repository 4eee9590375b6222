using System.Numerics;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>One value, where there are no vectors, or fewer values than they hold.</summary>
internal readonly struct ScalarLane<T>(T value) : IVectorLanes<ScalarLane<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _value = value;

    public static int Count => 1;

    public static ScalarLane<T> Broadcast(T value) => new(value);

    public static ScalarLane<T> Load<TSource>(ref readonly TSource source) where TSource : unmanaged =>
        new(T.CreateTruncating(Widening.ToDouble(source)));

    public static void Store(ScalarLane<T> lanes, ref T destination) => destination = lanes._value;

    public static ScalarLane<T> operator -(ScalarLane<T> left, ScalarLane<T> right) => new(left._value - right._value);

    public static ScalarLane<T> MultiplyAdd(ScalarLane<T> left, ScalarLane<T> right, ScalarLane<T> addend) =>
        new(T.FusedMultiplyAdd(left._value, right._value, addend._value));

    public static ScalarLane<T> Canonical(ScalarLane<T> lanes) => new(CanonicalNaN.Of(lanes._value));
}
