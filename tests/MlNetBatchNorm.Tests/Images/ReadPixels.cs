using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>Reads images by <c>ReadImages</c>, as a user does.</summary>
internal static class ReadPixels
{
    /// <summary>The size, and the beginning of a hash of red, green and blue, as Reference/generate.py writes them.</summary>
    public static string Digest(byte[] file, ImageReading reading) => Digests([new EncodedRow { File = file }], "File", reading).Single();

    /// <summary>Likewise, of files.</summary>
    public static string[] Digests(IEnumerable<string> paths, ImageReading reading, string? folder = null) =>
        Digests(paths.Select(path => new PathRow { Path = path }), "Path", reading, folder);

    /// <summary>The digest of an image whose pixels are all opaque.</summary>
    public static string Digest(MLImage image)
    {
        Assert.Equal(MLPixelFormat.Rgba32, image.PixelFormat);
        ReadOnlySpan<byte> pixels = image.Pixels;
        var rgb = new byte[pixels.Length / 4 * 3];
        for (int i = 0, to = 0; i < pixels.Length; i += 4, to += 3)
        {
            pixels.Slice(i, 3).CopyTo(rgb.AsSpan(to));
            if (pixels[i + 3] != byte.MaxValue)
                Assert.Fail($"Pixel {i / 4} has an alpha of {pixels[i + 3]}.");
        }

        return $"{image.Width}x{image.Height} {Convert.ToHexString(SHA256.HashData(rgb))[..16]}";
    }

    /// <summary>The digest of each image of a column.</summary>
    public static string[] Digests(IDataView view, string column = "Image")
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[column]]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(view.Schema[column]);
        MLImage image = null!;
        var digests = new List<string>();
        while (cursor.MoveNext())
        {
            getter(ref image);
            digests.Add(Digest(image));
        }

        image?.Dispose();
        return [.. digests];
    }

    private static string[] Digests<TRow>(IEnumerable<TRow> rows, string column, ImageReading reading, string? folder = null) where TRow : class
    {
        var ml = new MLContext();
        IDataView view = ml.Data.LoadFromEnumerable(rows);
        return Digests(ml.Transforms.ReadImages("Image", column, reading, folder).Fit(view).Transform(view));
    }

    internal sealed class EncodedRow
    {
        public byte[] File { get; set; } = [];
    }

    internal sealed class PathRow
    {
        public string Path { get; set; } = "";
    }
}
