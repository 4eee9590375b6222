using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Whether values are finite numbers, many at a time.</summary>
internal static class FiniteValues
{
    /// <summary>Whether no value (float or double) is a NaN or an infinity; there are as many as fill whole <see cref="ILanes{TSelf}"/>.</summary>
    public static bool AreAll<T>(ReadOnlySpan<T> values) where T : unmanaged =>
        Vector512.IsHardwareAccelerated ? AreAll<T, Lanes512>(values)
            : Vector128.IsHardwareAccelerated ? AreAll<T, Lanes256>(values)
            : AreAll<T, ScalarLanes>(values);

    /// <summary>The difference of a NaN or an infinity from itself is NaN, and so is every sum that it is in.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private static bool AreAll<T, TLanes>(ReadOnlySpan<T> values)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = default;
        for (int i = 0; i < values.Length; i += Lanes.Count)
        {
            TLanes lanes = TLanes.Load(in values[i]);
            sum += lanes - lanes;
        }

        return TLanes.Sum(sum) == 0;
    }
}
