namespace MlNetBatchNorm.Numerics.Resampling;

/// <summary>
/// Weighted sums of the bytes of some pixels, side by side: a loop is written once, and compiled for every width. They are integers, so every
/// width gives the same, and a sum that overflows on the way is right again at its end.
/// </summary>
internal interface IPixelSums<TSelf> where TSelf : struct, IPixelSums<TSelf>
{
    /// <summary>The number of pixels of four bytes that are read at once.</summary>
    static abstract int Pixels { get; }

    /// <summary>The same weight for every pixel.</summary>
    static abstract TSelf Broadcast(int weight);

    /// <summary>A weight for each pixel.</summary>
    static abstract TSelf Load(ref readonly int weights);

    /// <summary>Adds bytes, each multiplied by its pixel's weight.</summary>
    static abstract TSelf Add(TSelf sums, ref readonly byte pixels, TSelf weights);

    /// <summary>Writes the sum of all pixels, rounded, as one pixel.</summary>
    static abstract void StoreOne(TSelf sums, ref byte pixel);

    /// <summary>Writes each pixel, rounded.</summary>
    static abstract void StoreAll(TSelf sums, ref byte pixels);
}
