using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>Maps every so many values one vector, by coefficients that stay in registers.</summary>
internal static class AffineLoop
{
    /// <summary>Maps the vectors at 0, <paramref name="step"/>, 2 <paramref name="step"/>... before <paramref name="end"/>.</summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void Run512<TSource, T>(
        ref TSource from, ref T to, Vector512<T> mean, Vector512<T> scale, Vector512<T> bias, int step, int end)
        where TSource : unmanaged
        where T : unmanaged
    {
        for (nuint i = 0; i < (nuint)end; i += (nuint)step)
            AffineStep.Map512(ref Unsafe.Add(ref from, i), mean, scale, bias).StoreUnsafe(ref to, i);
    }

    /// <inheritdoc cref="Run512"/>
    [MethodImpl(HotLoop.Compilation)]
    public static void Run256<TSource, T>(
        ref TSource from, ref T to, Vector256<T> mean, Vector256<T> scale, Vector256<T> bias, int step, int end)
        where TSource : unmanaged
        where T : unmanaged
    {
        for (nuint i = 0; i < (nuint)end; i += (nuint)step)
            AffineStep.Map256(ref Unsafe.Add(ref from, i), mean, scale, bias).StoreUnsafe(ref to, i);
    }

    /// <inheritdoc cref="Run512"/>
    [MethodImpl(HotLoop.Compilation)]
    public static void Run128<TSource, T>(
        ref TSource from, ref T to, Vector128<T> mean, Vector128<T> scale, Vector128<T> bias, int step, int end)
        where TSource : unmanaged
        where T : unmanaged
    {
        for (nuint i = 0; i < (nuint)end; i += (nuint)step)
            AffineStep.Map128(ref Unsafe.Add(ref from, i), mean, scale, bias).StoreUnsafe(ref to, i);
    }

    /// <inheritdoc cref="Run512"/>
    [MethodImpl(HotLoop.Compilation)]
    public static void Run<TSource, T>(ref TSource from, ref T to, T mean, T scale, T bias, int step, int end)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nuint i = 0; i < (nuint)end; i += (nuint)step)
            Unsafe.Add(ref to, i) = AffineStep.Map(Unsafe.Add(ref from, i), mean, scale, bias);
    }
}
