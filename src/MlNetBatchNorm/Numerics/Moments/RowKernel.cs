using System.Runtime.InteropServices;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Moments of one row, by the kernel for the kind of its moments.</summary>
internal static class RowKernel
{
    /// <summary>Replaces what <paramref name="moments"/> holds by the moments of a row of float, double or byte; bytes have <see cref="ByteMoments"/>.</summary>
    public static void Compute<T>(ReadOnlySpan<T> row, ChannelShape shape, ChannelMoments moments) where T : unmanaged
    {
        if (moments is ByteMoments bytes)
            ByteKernel.Compute(MemoryMarshal.AsBytes(row), shape, bytes);
        else if (moments is CountedMoments counted)
            counted.Compute(row, shape);
        else
            MomentsKernel.Compute(row, shape, (RealMoments)moments);
    }
}
