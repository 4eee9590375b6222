using System.Runtime.InteropServices;

namespace MlNetBatchNorm.Numerics;

/// <summary>
/// One channel of a pixel of four bytes, and the three bytes that follow: pixels that begin at a channel's first byte are an array of that
/// channel's values.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal readonly struct PixelByte
{
    public const int Size = 4;

    public byte Value { get; }
}
