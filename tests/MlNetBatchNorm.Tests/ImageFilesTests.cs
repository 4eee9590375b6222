using System.IO.Compression;

namespace MlNetBatchNorm.Tests;

/// <summary>Files that ML.NET cannot decode, or decodes in part.</summary>
public sealed class ImageFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void FindUnreadable_ListsTheFilesInTheirOrderWithTheProblem()
    {
        string good = TestImages.Files().First();
        byte[] photo = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "MlNetBatchNorm.Tests", "Rows", "Reference", "photo.jpg"));
        string truncated = Write("truncated.jpg", photo[..(photo.Length / 2)]);
        string empty = Write("empty.png", []);
        string text = Write("text.png", "no image"u8.ToArray());
        string missing = Path.Combine(_folder, "missing.png");
        var progress = new List<string>();

        IReadOnlyList<UnreadableImage> unreadable = ImageFiles.FindUnreadable([truncated, good, empty, text, missing, "", _folder], progress: new Recorder(progress), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new(truncated, "it ends too early"), new(empty, "it is empty"), new(text, "it is not an image, or of a format that cannot be decoded"),
                new(missing, "it does not exist"), new("", "its path is empty or not a path"),
                new(_folder, "it is a folder"),
            ],
            unreadable);
        Assert.Equal(7, progress.Count);
    }

    [Fact]
    public void FindProblem_OfLargeImage_DoesNotDecodeIt()
    {
        using FileStream stream = File.OpenRead(TestImages.Files().First());
        Assert.Equal("it is 32x32, more than 1000 pixels", ImageFiles.FindProblem(stream, maxPixels: 1000));
        Assert.True(stream.CanRead);
        stream.Position = 0;
        Assert.Null(ImageFiles.FindProblem(stream, maxPixels: 1024));
    }

    /// <summary>The body of a web request, for one.</summary>
    [Fact]
    public void FindProblem_OfStreamThatCannotSeek_SaysWhatToDo()
    {
        using var source = new MemoryStream();
        using var stream = new GZipStream(source, CompressionMode.Decompress);
        ErrorText.IsOfParameter("stream", "stream must be seekable, as a FileStream or a MemoryStream is. Copy it into a MemoryStream.",
            () => ImageFiles.FindProblem(stream));
    }

    [Fact]
    public void FindUnreadable_ThatIsCancelled_Ends() => Assert.Throws<OperationCanceledException>(
        () => ImageFiles.FindUnreadable(TestImages.Files(), cancellationToken: new CancellationToken(canceled: true)));

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private sealed class Recorder(List<string> paths) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (paths)
                paths.Add(value);
        }
    }
}
