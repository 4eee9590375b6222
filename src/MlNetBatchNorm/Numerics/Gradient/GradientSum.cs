using System.Runtime.CompilerServices;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>For the backward pass: the gradients of the output <c>dy</c>, and <c>dy * (x - center)</c>.</summary>
internal readonly struct GradientSum : IChannelSum
{
    // Two of the input, and two of the output's gradients.
    public static int RowsAtOnce => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Terms<TLanes>(ref readonly float input, ref readonly float outputGradient, TLanes center)
        where TLanes : struct, ISixteenDoubles<TLanes> => TLanes.Load(in outputGradient);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Factors<TLanes>(TLanes terms, ref readonly float input, TLanes center)
        where TLanes : struct, ISixteenDoubles<TLanes> => TLanes.Load(in input) - center;
}
