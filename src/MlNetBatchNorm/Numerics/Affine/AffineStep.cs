using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>The formula <c>(x - mean) * scale + bias</c>, for one value and for each width of vector.</summary>
internal static class AffineStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Map<TSource, T>(TSource x, T mean, T scale, T bias)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.FusedMultiplyAdd(T.CreateTruncating(Widening.ToDouble(x)) - mean, scale, bias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Map512<TSource, T>(ref TSource x, Vector512<T> mean, Vector512<T> scale, Vector512<T> bias)
        where TSource : unmanaged
        where T : unmanaged =>
        typeof(T) == typeof(double)
            ? Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref Unsafe.As<TSource, double>(ref x)) - mean.AsDouble(), scale.AsDouble(), bias.AsDouble()).As<double, T>()
            : Vector512.FusedMultiplyAdd(Widening.LoadSingle512(ref x) - mean.AsSingle(), scale.AsSingle(), bias.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Map256<TSource, T>(ref TSource x, Vector256<T> mean, Vector256<T> scale, Vector256<T> bias)
        where TSource : unmanaged
        where T : unmanaged =>
        typeof(T) == typeof(double)
            ? Vector256.FusedMultiplyAdd(
                Vector256.LoadUnsafe(ref Unsafe.As<TSource, double>(ref x)) - mean.AsDouble(), scale.AsDouble(), bias.AsDouble()).As<double, T>()
            : Vector256.FusedMultiplyAdd(Widening.LoadSingle256(ref x) - mean.AsSingle(), scale.AsSingle(), bias.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Map128<TSource, T>(ref TSource x, Vector128<T> mean, Vector128<T> scale, Vector128<T> bias)
        where TSource : unmanaged
        where T : unmanaged =>
        typeof(T) == typeof(double)
            ? Vector128.FusedMultiplyAdd(
                Vector128.LoadUnsafe(ref Unsafe.As<TSource, double>(ref x)) - mean.AsDouble(), scale.AsDouble(), bias.AsDouble()).As<double, T>()
            : Vector128.FusedMultiplyAdd(Widening.LoadSingle128(ref x) - mean.AsSingle(), scale.AsSingle(), bias.AsSingle()).As<float, T>();
}
