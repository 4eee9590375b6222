using System.Runtime.InteropServices;
using SkiaSharp;

namespace MlNetBatchNorm.Benchmarks.Images;

/// <summary>
/// What SkiaSharp's decoder takes by itself: rows of JPEG files into memory that is used again, and nothing done with them. Whatever decodes by it takes as
/// long and longer.
/// </summary>
internal static class DecodeMeasurement
{
    private const int Rounds = 3;
    private const int Rows = 16;
    private const int PixelSize = 4;

    private static byte[] _memory = [];

    /// <summary>The least processor time per file, in milliseconds.</summary>
    public static double Milliseconds(string[] files)
    {
        double least = double.MaxValue;
        for (int round = 0; round <= Rounds; round++)
            least = Math.Min(least, ProcessorTime.Of(() => Run(files)).Processor / files.Length);
        return least;
    }

    /// <summary>Decodes files one after the other.</summary>
    public static void Run(string[] files)
    {
        foreach (string path in files)
            Decode(path);
    }

    private static void Decode(string path)
    {
        using SKCodec codec = SKCodec.Create(path);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        if (_memory.Length < Rows * PixelSize * info.Width)
            _memory = GC.AllocateUninitializedArray<byte>(Rows * PixelSize * info.Width, pinned: true);
        if (codec.StartScanlineDecode(info) != SKCodecResult.Success)
            throw new InvalidOperationException($"{path} cannot be decoded.");
        for (int row = 0; row < info.Height; row += Rows)
            codec.GetScanlines(Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0), Math.Min(Rows, info.Height - row), PixelSize * info.Width);
    }
}
