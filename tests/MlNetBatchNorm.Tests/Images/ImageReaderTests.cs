using MlNetBatchNorm.Images;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>What is left out of files, and what is kept from one image to the next.</summary>
public sealed class ImageReaderTests
{
    /// <summary>Blocks on every side of it are left out.</summary>
    private static readonly ImageReading Center = ImageReading.ResizeAndCrop(131, 36, 24);

    public static TheoryData<string> Names() => [.. Directory.GetFiles(ImageReference.Files, "*wide*").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_OfTheCenter_RefusesTheFilesThatAllOfItDoes(string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(ImageReference.Files, name));
        (var all, var center) = (new ImageReader(ImageReading.OwnSize), new ImageReader(Center));
        var accepted = new List<int>();
        for (int length = bytes.Length; length > 0; length -= 1 + (bytes.Length / 400))
        {
            string? problem = Read(all, bytes[..length]);
            Assert.Equal(problem, Read(center, bytes[..length]));
            if (problem is null)
                accepted.Add(bytes.Length - length);
        }

        // At most the mark of the end is missing, and fill bits.
        Assert.Equal(0, accepted[0]);
        Assert.InRange(accepted[^1], 0, 60);
    }

    /// <summary>All that remains is what SkiaSharp makes for each file, whatever its size.</summary>
    [Theory]
    [InlineData("wide-420.jpg")]
    [InlineData("alpha.png")]
    [InlineData("color.bmp")]
    public void Read_OfOneImageAfterTheOther_AllocatesNoPixels(string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(ImageReference.Files, name));
        var reader = new ImageReader(ImageReading.Stretch(224, 224));
        var file = new EncodedFile();
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            file.Copy(bytes, long.MaxValue / 16);
            Assert.Null(reader.Read(file));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(least, 0, 1024);
    }

    private static string? Read(ImageReader reader, byte[] bytes)
    {
        var file = new EncodedFile();
        return file.Copy(bytes, long.MaxValue / 16) ?? reader.Read(file);
    }
}
