using System.Runtime.CompilerServices;

namespace MlNetBatchNorm.Numerics.Resampling;

/// <summary>One pixel, byte by byte.</summary>
internal readonly struct PixelSumsScalar(int red, int green, int blue, int alpha) : IPixelSums<PixelSumsScalar>
{
    private readonly int _red = red;
    private readonly int _green = green;
    private readonly int _blue = blue;
    private readonly int _alpha = alpha;

    public static int Pixels => 1;

    public static PixelSumsScalar Broadcast(int weight) => new(weight, weight, weight, weight);

    public static PixelSumsScalar Load(ref readonly int weights) => Broadcast(weights);

    public static PixelSumsScalar Add(PixelSumsScalar sums, ref readonly byte pixels, PixelSumsScalar weights)
    {
        ref byte first = ref Unsafe.AsRef(in pixels);
        return new(
            sums._red + (first * weights._red),
            sums._green + (Unsafe.Add(ref first, 1) * weights._green),
            sums._blue + (Unsafe.Add(ref first, 2) * weights._blue),
            sums._alpha + (Unsafe.Add(ref first, 3) * weights._alpha));
    }

    public static void StoreOne(PixelSumsScalar sums, ref byte pixel)
    {
        pixel = Rounded(sums._red);
        Unsafe.Add(ref pixel, 1) = Rounded(sums._green);
        Unsafe.Add(ref pixel, 2) = Rounded(sums._blue);
        Unsafe.Add(ref pixel, 3) = Rounded(sums._alpha);
    }

    public static void StoreAll(PixelSumsScalar sums, ref byte pixels) => StoreOne(sums, ref pixels);

    private static byte Rounded(int sum) => (byte)Math.Clamp((sum + ResamplingWeights.Half) >> ResamplingWeights.FractionBits, 0, byte.MaxValue);
}
