using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetBatchNorm.Numerics.Resampling;

/// <summary>
/// Two pixels, on processors with AVX2. Vectors of 512 bits gain nothing: the processors that have them multiply no more 32-bit integers per cycle
/// that way.
/// </summary>
internal readonly struct PixelSums256(Vector256<int> lanes) : IPixelSums<PixelSums256>
{
    private readonly Vector256<int> _lanes = lanes;

    public static int Pixels => 2;

    public static PixelSums256 Broadcast(int weight) => new(Vector256.Create(weight));

    public static PixelSums256 Load(ref readonly int weights)
    {
        long both = Unsafe.ReadUnaligned<long>(in Unsafe.As<int, byte>(ref Unsafe.AsRef(in weights)));
        return new(Vector256.ShuffleNative(Vector256.CreateScalarUnsafe(both).AsInt32(), Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PixelSums256 Add(PixelSums256 sums, ref readonly byte pixels, PixelSums256 weights)
    {
        Vector128<byte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(in pixels)).AsByte();
        return new(sums._lanes + (Avx2.ConvertToVector256Int32(bytes) * weights._lanes));
    }

    public static void StoreOne(PixelSums256 sums, ref byte pixel) => PixelSums128.Store(sums._lanes.GetLower() + sums._lanes.GetUpper(), ref pixel);

    public static void StoreAll(PixelSums256 sums, ref byte pixels)
    {
        PixelSums128.Store(sums._lanes.GetLower(), ref pixels);
        PixelSums128.Store(sums._lanes.GetUpper(), ref Unsafe.Add(ref pixels, PixelByte.Size));
    }
}
