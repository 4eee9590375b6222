using SkiaSharp;

namespace MlNetBatchNorm.Benchmarks.Images;

/// <summary>Photographs as two folders of files of one size each.</summary>
internal sealed class PhotoFolders : IDisposable
{
    private const int Quality = 92;
    private const int LargeFiles = 12;
    private const int SmallFiles = 120;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("photos");

    public PhotoFolders(string photos)
    {
        string[] paths = [.. Directory.EnumerateFiles(photos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Count = paths.Length;
        Large = Write(paths, "large", 4032, 3024, LargeFiles);
        Small = Write(paths, "small", 500, 375, SmallFiles);
    }

    /// <summary>The number of photographs that the files are made of.</summary>
    public int Count { get; }

    public string Large { get; }

    public string Small { get; }

    /// <summary>The files of a folder.</summary>
    public static string[] Files(string folder) => [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string[] paths, string name, int width, int height, int count)
    {
        string folder = _folder.CreateSubdirectory(name).FullName;
        for (int i = 0; i < count; i++)
        {
            using SKBitmap photo = SKBitmap.Decode(paths[i % paths.Length]);
            using SKBitmap resized = photo.Resize(new SKImageInfo(width, height), new SKSamplingOptions(SKCubicResampler.Mitchell));
            using SKImage image = SKImage.FromBitmap(resized);
            using SKData data = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
            using FileStream file = File.Create(Path.Combine(folder, FormattableString.Invariant($"{i:000}.jpg")));
            data.SaveTo(file);
        }

        return folder;
    }
}
