using MlNetBatchNorm.Files;
using SkiaSharp;

namespace Samples.Pictures;

/// <summary>Writes pictures.</summary>
internal static class PngFile
{
    private const int BestQuality = 100;

    public static void Save(SKBitmap bitmap, string path)
    {
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, BestQuality);
        FileReplacement.Write(path, png.SaveTo);
    }
}
