using Samples.Images;
using SkiaSharp;

namespace AdaptOnnx.Images;

/// <summary>Reads the images that come with the sample.</summary>
internal static class Files
{
    private const int TilesPerLine = 50, TilesPerClass = 200;

    /// <summary>One file of tiles, class after class; see data/train.py.</summary>
    public static ImageSet Sheet(string path)
    {
        using SKBitmap sheet = SKBitmap.Decode(path);
        int count = TilesPerLine * (sheet.Height / ImageSet.Side);
        return new ImageSet(
            [.. Enumerable.Range(0, count).Select(i => Pixels(sheet, i % TilesPerLine * ImageSet.Side, i / TilesPerLine * ImageSet.Side))],
            [.. Enumerable.Range(0, count).Select(i => i / TilesPerClass)]);
    }

    /// <summary>One file an image, one folder a class.</summary>
    public static ImageSet Folder(string path)
    {
        IReadOnlyList<ImageFile> files = ImageFolder.Find(path).Train;
        List<string> classes = [.. files.Select(file => file.Class).Distinct()];
        return new ImageSet([.. files.Select(Pixels)], [.. files.Select(file => classes.IndexOf(file.Class))]);
    }

    private static byte[] Pixels(ImageFile file)
    {
        using SKBitmap image = SKBitmap.Decode(file.Path);
        return Pixels(image, 0, 0);
    }

    private static byte[] Pixels(SKBitmap image, int left, int top)
    {
        const int plane = ImageSet.Side * ImageSet.Side;
        var pixels = new byte[ImageSet.Channels * plane];
        for (int i = 0; i < plane; i++)
        {
            SKColor color = image.GetPixel(left + (i % ImageSet.Side), top + (i / ImageSet.Side));
            (pixels[i], pixels[plane + i], pixels[(2 * plane) + i]) = (color.Red, color.Green, color.Blue);
        }

        return pixels;
    }
}
