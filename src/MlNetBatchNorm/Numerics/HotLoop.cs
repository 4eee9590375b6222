using System.Runtime.CompilerServices;

namespace MlNetBatchNorm.Numerics;

/// <summary>How the loops over a row's values are compiled.</summary>
internal static class HotLoop
{
    /// <summary>
    /// As methods of their own: inlined into another, their coefficients and sums don't stay in registers. And optimized at once: the first
    /// rows would be several times slower, and many fits have few.
    /// </summary>
    public const MethodImplOptions Compilation = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
}
