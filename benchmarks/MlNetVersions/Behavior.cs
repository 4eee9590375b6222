using System.Globalization;
using Microsoft.ML.Data;
using SkiaSharp;
using Kind = Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind;

namespace MlNetVersions;

/// <summary>What <c>ResizeImages</c> does to images that were made to show it: a line each, name, tab, value.</summary>
internal static class Behavior
{
    public static void Save(string gif, string output) =>
        File.WriteAllLines(Path.Combine(output, "behavior.txt"), Measure().Append(CutGif(gif)).Select(fact => $"{fact.Name}\t{fact.Value}"));

    private static IEnumerable<(string Name, string Value)> Measure()
    {
        yield return ("SkiaSharp", FileVersion(typeof(SKBitmap)));
        foreach (Kind kind in Resizer.Kinds)
            yield return ($"noise of deviation 40, 896x896 to 224x224, {kind}: deviation", Deviation(Synthetic.Noise(896, 896), 224, 224, kind));
        yield return ("noise of deviation 40, cropped only, 640x480 to 480x480: deviation", Deviation(Synthetic.Noise(640, 480), 480, 480, Kind.IsoCrop));
        yield return ("a white dot of 255, cropped only, 64x48 to 48x48: brightest pixel", Brightest(48, Kind.IsoCrop));
        yield return ("a white dot of 255, padded only, 64x48 to 64x64: brightest pixel", Brightest(64, Kind.IsoPad));
        foreach (Kind kind in Resizer.Kinds)
            yield return ($"an image that has the size, {kind}", SameSize(kind));
        foreach (MLPixelFormat format in (MLPixelFormat[])[MLPixelFormat.Rgba32, MLPixelFormat.Bgra32])
        {
            foreach (int ratio in (int[])[2, 3, 4, 5, 6, 8])
                yield return ($"Fill of {format}, {16 * ratio} to 16: columns", Columns(16 * ratio, format));
        }

        foreach (byte alpha in (byte[])[255, 128, 1, 0])
        {
            foreach (Kind kind in (Kind[])[Kind.IsoCrop, Kind.Fill])
                yield return ($"Bgra32 of 200, 100, 50 and alpha {alpha}, {kind}", Pixel(alpha, kind));
        }
    }

    private static string FileVersion(Type type) =>
        System.Diagnostics.FileVersionInfo.GetVersionInfo(type.Assembly.Location).FileVersion ?? "";

    private static string Deviation(MLImage noise, int width, int height, Kind kind)
    {
        using MLImage resized = Resizer.Resize(noise, width, height, kind);
        double[] values = [.. Resizer.ToRgb(resized).Select(value => (double)value)];
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean))).ToString("0.0", CultureInfo.InvariantCulture);
    }

    private static string Brightest(int size, Kind kind) => $"{Resizer.ToRgb(Resizer.Resize(Synthetic.Dot(64, 48), size, size, kind)).Max()}";

    private static string SameSize(Kind kind)
    {
        using MLImage image = Synthetic.Noise(64, 48);
        using MLImage resized = Resizer.Resize(image, 64, 48, kind);
        return image.Pixels.SequenceEqual(resized.Pixels) ? "unchanged" : "changed";
    }

    private static string Columns(int size, MLPixelFormat format)
    {
        using MLImage resized = Resizer.Resize(Synthetic.Positions(size, format), 16, 16, Kind.Fill);
        ReadOnlySpan<byte> pixels = resized.Pixels;
        return $"{pixels[0]}, {pixels[4]}, {pixels[8]}, {pixels[12]}, ...";
    }

    private static string Pixel(byte alpha, Kind kind)
    {
        using MLImage resized = Resizer.Resize(Synthetic.Image(64, 48, (_, _) => (200, 100, 50, alpha), MLPixelFormat.Bgra32), 32, 32, kind);
        ReadOnlySpan<byte> pixel = resized.Pixels.Slice(4 * ((16 * 32) + 16), 3);
        return $"{pixel[0]}, {pixel[1]}, {pixel[2]}";
    }

    /// <summary>How much is left of a GIF image of 64x64 that ends after half of its bytes.</summary>
    private static (string Name, string Value) CutGif(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        using var whole = MLImage.CreateFromStream(new MemoryStream(file));
        using var cut = MLImage.CreateFromStream(new MemoryStream(file, 0, file.Length / 2));
        int same = 0;
        for (int i = 0; i < whole.Pixels.Length; i += 4)
            same += whole.Pixels.Slice(i, 4).SequenceEqual(cut.Pixels.Slice(i, 4)) ? 1 : 0;
        return ("a GIF that is cut off after half of its bytes: pixels as in the whole one", $"{same} of {whole.Pixels.Length / 4}");
    }
}
