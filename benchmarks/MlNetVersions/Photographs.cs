using Microsoft.ML.Data;
using SkiaSharp;

namespace MlNetVersions;

/// <summary>What each way of resizing makes of photographs, as files of 224x224 pixels.</summary>
internal static class Photographs
{
    public const int Size = 224;

    public static void Save(string photographs, string output)
    {
        foreach (string path in Directory.GetFiles(photographs, "*.jpg").Order(StringComparer.Ordinal))
        {
            void Write(string method, byte[] rgb) => File.WriteAllBytes(Path.Combine(output, $"{Path.GetFileNameWithoutExtension(path)}.{method}.rgb"), rgb);

            foreach (var kind in Resizer.Kinds)
            {
                using MLImage image = Resizer.Resize(path, Size, Size, kind);
                Write(kind.ToString(), Resizer.ToRgb(image));
            }

            foreach ((string name, Func<SKBitmap, SKImageInfo, SKBitmap> resize) in Recipes())
                Write(name, ResizeAndCrop(path, resize));
        }
    }

    private static IEnumerable<(string Name, Func<SKBitmap, SKImageInfo, SKBitmap> Resize)> Recipes()
    {
        yield return ("SKFilterQuality.High", (source, size) => source.Resize(size, SKFilterQuality.High));
        yield return ("SKFilterQuality.Medium", (source, size) => source.Resize(size, SKFilterQuality.Medium));
#if !SKIASHARP2
        yield return ("SKSamplingOptions(Linear, Linear)", (source, size) => source.Resize(size, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)));
        yield return ("SKSamplingOptions(Mitchell)", (source, size) => source.Resize(size, new SKSamplingOptions(SKCubicResampler.Mitchell)));
#endif
    }

    /// <summary>The recipe of docs/images.md: Resize(256), CenterCrop(224).</summary>
    private static byte[] ResizeAndCrop(string path, Func<SKBitmap, SKImageInfo, SKBitmap> resize)
    {
        using SKBitmap source = SKBitmap.Decode(path);
        float scale = 256f / Math.Min(source.Width, source.Height);
        using SKBitmap resized = resize(source, new SKImageInfo((int)(source.Width * scale), (int)(source.Height * scale), SKColorType.Rgba8888, SKAlphaType.Premul));
        using var cropped = new SKBitmap(new SKImageInfo(Size, Size, SKColorType.Rgba8888, SKAlphaType.Premul));
        resized.ExtractSubset(cropped, SKRectI.Create((resized.Width - Size) / 2, (resized.Height - Size) / 2, Size, Size));
        using SKBitmap copy = cropped.Copy();
        using var image = MLImage.CreateFromPixels(Size, Size, MLPixelFormat.Rgba32, copy.GetPixelSpan());
        return Resizer.ToRgb(image);
    }
}
