namespace MlNetBatchNorm.Numerics;

/// <summary>Sums of bytes, around zero, so that they are integers.</summary>
internal readonly struct ByteSums(ByteMoments moments) : IChannelSums<byte>
{
    public static byte Pivot(byte first) => 0;

    public void Set(int channel, byte pivot, double sum, double squares) => moments.Set(channel, (long)sum, (long)squares);
}
