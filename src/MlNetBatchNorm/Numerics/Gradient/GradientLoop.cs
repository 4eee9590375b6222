using System.Runtime.CompilerServices;
using MlNetBatchNorm.Numerics.Affine;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>
/// The formula of <see cref="GradientFactors"/> and the loops that it runs in. As in <see cref="AffineLoop"/>, each maps at least as many values
/// as there are lanes; the last lanes may overlap those before, and so that the spans may be the same memory, they are read before any are written.
/// </summary>
internal static class GradientLoop
{
    /// <summary>Maps planes of <paramref name="length"/> values each, of channels from <paramref name="channels"/> on.</summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void Planes<TLanes>(
        ref readonly float input, ref readonly float outputGradient, ref float inputGradient, int length, GradientFactors factors, Range channels)
        where TLanes : struct, IVectorLanes<TLanes, float>
    {
        ref float x = ref Unsafe.AsRef(in input);
        ref float dy = ref Unsafe.AsRef(in outputGradient);
        ref float dx = ref inputGradient;
        nuint end = (nuint)(length - TLanes.Count);
        for (int c = channels.Start.Value; c < channels.End.Value; c++)
        {
            TLanes xMean = TLanes.Broadcast(factors.XMean[c]);
            TLanes dyMean = TLanes.Broadcast(factors.DyMean[c]);
            TLanes a = TLanes.Broadcast(factors.A[c]);
            TLanes b = TLanes.Broadcast(factors.B[c]);
            TLanes d = TLanes.Broadcast(factors.D[c]);
            TLanes first = Map(ref x, ref dy, 0, xMean, dyMean, a, b, d);
            TLanes last = Map(ref x, ref dy, end, xMean, dyMean, a, b, d);
            for (nuint i = AffineLoop.Lead<float, TLanes>(ref dx, length); i < end; i += (nuint)TLanes.Count)
                TLanes.Store(Map(ref x, ref dy, i, xMean, dyMean, a, b, d), ref Unsafe.Add(ref dx, i));
            TLanes.Store(first, ref dx);
            TLanes.Store(last, ref Unsafe.Add(ref dx, end));
            x = ref Unsafe.Add(ref x, length);
            dy = ref Unsafe.Add(ref dy, length);
            dx = ref Unsafe.Add(ref dx, length);
        }
    }

    /// <summary>Maps interleaved channels, of which the first value is of the first channel.</summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void Row<TLanes>(
        ref readonly float input, ref readonly float outputGradient, ref float inputGradient, int length, GradientFactors factors)
        where TLanes : struct, IVectorLanes<TLanes, float>
    {
        ref float x = ref Unsafe.AsRef(in input);
        ref float dy = ref Unsafe.AsRef(in outputGradient);
        ref float xMean = ref factors.XMean[0];
        ref float dyMean = ref factors.DyMean[0];
        ref float a = ref factors.A[0];
        ref float b = ref factors.B[0];
        ref float d = ref factors.D[0];
        nuint end = (nuint)(length - TLanes.Count);
        TLanes last = Map<TLanes>(ref x, ref dy, end, ref xMean, ref dyMean, ref a, ref b, ref d);
        for (nuint i = 0; i < end; i += (nuint)TLanes.Count)
            TLanes.Store(Map<TLanes>(ref x, ref dy, i, ref xMean, ref dyMean, ref a, ref b, ref d), ref Unsafe.Add(ref inputGradient, i));
        TLanes.Store(last, ref Unsafe.Add(ref inputGradient, end));
    }

    /// <summary>
    /// Maps four rows of <paramref name="length"/> values, whole lanes, so that the factors are read once for all. Each has its own loads, because
    /// hardware reads memory ahead load by load.
    /// </summary>
    [MethodImpl(HotLoop.Compilation)]
    public static void FourRows<TLanes>(
        ref readonly float input, ref readonly float outputGradient, ref float inputGradient, int length, GradientFactors factors)
        where TLanes : struct, IVectorLanes<TLanes, float>
    {
        ref float x0 = ref Unsafe.AsRef(in input);
        ref float x1 = ref Unsafe.Add(ref x0, length);
        ref float x2 = ref Unsafe.Add(ref x1, length);
        ref float x3 = ref Unsafe.Add(ref x2, length);
        ref float dy0 = ref Unsafe.AsRef(in outputGradient);
        ref float dy1 = ref Unsafe.Add(ref dy0, length);
        ref float dy2 = ref Unsafe.Add(ref dy1, length);
        ref float dy3 = ref Unsafe.Add(ref dy2, length);
        ref float dx = ref inputGradient;
        for (nuint i = 0; i < (nuint)length; i += (nuint)TLanes.Count)
        {
            TLanes xMean = TLanes.Load(in factors.XMean[i]);
            TLanes dyMean = TLanes.Load(in factors.DyMean[i]);
            TLanes a = TLanes.Load(in factors.A[i]);
            TLanes b = TLanes.Load(in factors.B[i]);
            TLanes d = TLanes.Load(in factors.D[i]);
            TLanes.Store(Map(ref x0, ref dy0, i, xMean, dyMean, a, b, d), ref Unsafe.Add(ref dx, i));
            TLanes.Store(Map(ref x1, ref dy1, i, xMean, dyMean, a, b, d), ref Unsafe.Add(ref dx, i + (nuint)length));
            TLanes.Store(Map(ref x2, ref dy2, i, xMean, dyMean, a, b, d), ref Unsafe.Add(ref dx, i + (2 * (nuint)length)));
            TLanes.Store(Map(ref x3, ref dy3, i, xMean, dyMean, a, b, d), ref Unsafe.Add(ref dx, i + (3 * (nuint)length)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Map<TLanes>(
        ref float x, ref float dy, nuint i, ref float xMean, ref float dyMean, ref float a, ref float b, ref float d)
        where TLanes : struct, IVectorLanes<TLanes, float> => Map(
            ref x, ref dy, i, TLanes.Load(in Unsafe.Add(ref xMean, i)), TLanes.Load(in Unsafe.Add(ref dyMean, i)),
            TLanes.Load(in Unsafe.Add(ref a, i)), TLanes.Load(in Unsafe.Add(ref b, i)), TLanes.Load(in Unsafe.Add(ref d, i)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Map<TLanes>(ref float x, ref float dy, nuint i, TLanes xMean, TLanes dyMean, TLanes a, TLanes b, TLanes d)
        where TLanes : struct, IVectorLanes<TLanes, float> => TLanes.Canonical(TLanes.MultiplyAdd(
            a, TLanes.Load(in Unsafe.Add(ref dy, i)) - dyMean, TLanes.MultiplyAdd(b, TLanes.Load(in Unsafe.Add(ref x, i)) - xMean, d)));
}
