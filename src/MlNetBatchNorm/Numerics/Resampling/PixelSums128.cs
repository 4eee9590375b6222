using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Resampling;

/// <summary>One pixel, as a vector.</summary>
internal readonly struct PixelSums128(Vector128<int> lanes) : IPixelSums<PixelSums128>
{
    private readonly Vector128<int> _lanes = lanes;

    public static int Pixels => 1;

    public static PixelSums128 Broadcast(int weight) => new(Vector128.Create(weight));

    public static PixelSums128 Load(ref readonly int weights) => Broadcast(weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PixelSums128 Add(PixelSums128 sums, ref readonly byte pixels, PixelSums128 weights)
    {
        Vector128<byte> bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(in pixels)).AsByte();
        Vector128<int> values = Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32();
        return new(sums._lanes + (values * weights._lanes));
    }

    public static void StoreOne(PixelSums128 sums, ref byte pixel) => Store(sums._lanes, ref pixel);

    public static void StoreAll(PixelSums128 sums, ref byte pixels) => Store(sums._lanes, ref pixels);

    /// <summary>Rounds and clamps four sums, and writes them as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> sums, ref byte pixel)
    {
        Vector128<int> rounded = (sums + Vector128.Create(ResamplingWeights.Half)) >> ResamplingWeights.FractionBits;
        Vector128<ushort> words = Vector128.Narrow(Vector128.Clamp(rounded, Vector128<int>.Zero, Vector128.Create<int>(byte.MaxValue)), Vector128<int>.Zero).AsUInt16();
        Unsafe.WriteUnaligned(ref pixel, Vector128.Narrow(words, words).AsInt32().ToScalar());
    }
}
