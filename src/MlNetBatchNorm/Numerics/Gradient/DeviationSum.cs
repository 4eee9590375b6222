using System.Runtime.CompilerServices;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>For the forward pass: the deviations <c>x - center</c>, and their squares.</summary>
internal readonly struct DeviationSum : IChannelSum
{
    public static int RowsAtOnce => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Terms<TLanes>(ref readonly float input, ref readonly float outputGradient, TLanes center)
        where TLanes : struct, ISixteenDoubles<TLanes> => TLanes.Load(in input) - center;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Factors<TLanes>(TLanes terms, ref readonly float input, TLanes center)
        where TLanes : struct, ISixteenDoubles<TLanes> => terms;
}
