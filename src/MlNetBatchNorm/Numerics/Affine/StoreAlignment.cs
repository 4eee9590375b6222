using System.Runtime.CompilerServices;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>
/// Where vectors should begin, so that none is written across two cache lines: that costs a third of the speed, and an array begins
/// anywhere.
/// </summary>
internal static class StoreAlignment
{
    private const int CacheLine = 64;

    /// <summary>Shorter spans are written before it pays.</summary>
    private const int MinLength = 256;

    /// <summary>How many of the <paramref name="length"/> values stand before the first cache line that begins among them.</summary>
    public static int Lead<T>(ref T destination, int length) where T : unmanaged
    {
        if (length < MinLength)
            return 0;
        // The garbage collector may move the array later: then the values are the same, only slower.
        nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<T>(), ref destination);
        return (int)(-address & (CacheLine - 1)) / Unsafe.SizeOf<T>();
    }
}
