using SkiaSharp;

namespace MlNetBatchNorm.Benchmarks.Source;

/// <summary>A temporary folder of JPEG files with smooth random pictures, which compress as photographs do.</summary>
internal sealed class JpegFolder : IDisposable
{
    private const int Quality = 90;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("batchnorm-benchmark-");

    public JpegFolder(int count, int width, int height)
    {
        Files = [.. Enumerable.Range(0, count).Select(i => new ImageFile { Path = Write(i, width, height) })];
    }

    public IReadOnlyList<ImageFile> Files { get; }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(int seed, int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { Shader = SKShader.CreatePerlinNoiseTurbulence(0.02f, 0.03f, 4, seed) };
        canvas.DrawPaint(paint);
        string path = Path.Combine(_folder.FullName, $"{seed}.jpg");
        using FileStream file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Jpeg, Quality);
        return path;
    }
}
