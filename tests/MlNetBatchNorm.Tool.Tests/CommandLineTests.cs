using MlNetBatchNorm.Tool.Images;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>Wrong command lines, and what shows statistics.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, string[], string> Wrong() => new()
    {
        {
            2, ["fit", ".", "--resize", "0x3"],
            "--resize must be WIDTHxHEIGHT, each from 1 to 16384, such as 224x224; or the length of the shorter side, such as 256, with --crop; or none, but is '0x3'."
        },
        {
            2, ["fit", ".", "--resize", "256"],
            "--resize 256 needs --crop WIDTHxHEIGHT, because images of different proportions have no size in common otherwise."
        },
        {
            2, ["fit", ".", "--resize", "none", "--crop", "8x8"],
            "--crop goes with --resize SHORT, the length of the shorter side, such as --resize 256 --crop 224x224."
        },
        {
            2, ["fit", ".", "--shard", "3/3", "--output", "x"],
            "--shard must be INDEX/COUNT, with INDEX from 0 to COUNT - 1, such as 3/64 for the fourth of 64 parts, but is '3/3'."
        },
        { 2, ["fit", ".", "--shard", "1/3"], "--shard needs --output, the file for the part's statistics." },
        { 2, ["fit"], "Give either the images, a folder or a text file with one path per line, or --attach and a job." },
        { 2, ["fit", "--attach", "x"], "--attach needs --postgres, the database that has the job." },
        { 2, ["fit", ".", "--files-per-shard", "0"], "--files-per-shard must be 1 or more, but is '0'." },
        { 2, ["fit", ".", "--database-timeout", "0"], "--database-timeout must be 1 or more, but is '0'." },
        {
            2, ["fit", ".", "--shard", "1/3", "--output", "x", "--postgres", "x"],
            "--shard is for fits without --postgres, which makes shards of its own."
        },
        { 2, ["merge", "a"], "Option '--output' is required." },
        {
            1, ["fit", "{0}/none"],
            "There is no folder or file '{0}/none'. Give a folder of images, or a text file with one path per line."
        },
        { 1, ["fit", "{0}", "--output", "{0}/none/x"], "There is no folder '{0}/none' for --output. Make it first." },
        { 1, ["fit", "{0}", "--output", "{0}"], "--output '{0}' is a folder. Give a file." },
        { 1, ["fit", "{0}"], "The folder '{0}' has no images: no file in it ends in .bmp, .gif, .jfif, .jpe, .jpeg, .jpg, .png, .webp. Left out: 2 .txt." },
        { 1, ["fit", "{0}/empty.txt"], "The file '{0}/empty.txt' lists no images. Write one path per line into it." },
        { 1, ["fit", "{0}/twice.txt"], "The file '{0}/twice.txt' lists 'a.png' twice, and it would count twice. Remove one of the lines." },
        { 1, ["show", "{0}/none"], "There is no file '{0}/none'." },
        {
            1, ["worker", "--postgres", "Host=127.0.0.1;Port=1"],
            "The database of --postgres cannot be used: Failed to connect to 127.0.0.1:1"
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Tool_WithAWrongCommandLine_SaysWhatIsWrong(int exitCode, string[] arguments, string error)
    {
        File.WriteAllText(_folder.File("empty.txt"), "\n\n");
        File.WriteAllText(_folder.File("twice.txt"), "a.png\nb.png\na.png\n");
        ToolResult result = ToolProcess.Run([.. arguments.Select(InFolder)]);
        Assert.Equal((exitCode, "", InFolder(error)), (result.ExitCode, result.Output.Trim(), result.Error.Trim()));
    }

    [Theory]
    [InlineData(10, 3, new[] { 3, 3, 4 })]
    [InlineData(2, 4, new[] { 0, 1, 0, 1 })]
    public void ImagePart_CutsTheListIntoParts(int length, int count, int[] lengths)
    {
        int[] list = [.. Enumerable.Range(0, length)];
        IReadOnlyList<int>[] parts = [.. Enumerable.Range(0, count).Select(i => new ImagePart(i, count).Of(list))];
        Assert.Equal(list, parts.SelectMany(part => part));
        Assert.Equal(lengths, parts.Select(part => part.Count));
    }

    /// <summary>The names decide what the parts belong to, wherever the folder is.</summary>
    [Fact]
    public void ImageList_OfTheSameFolderElsewhere_HasTheSameDescription()
    {
        using var other = new TemporaryFolder();
        foreach (TemporaryFolder folder in (TemporaryFolder[])[_folder, other])
        {
            Directory.CreateDirectory(folder.File("b"));
            File.WriteAllText(folder.File("b/2.PNG"), "");
            File.WriteAllText(folder.File("b.jpg"), "");
            File.WriteAllText(folder.File("notes.md"), "");
        }

        ImageList list = ImageList.Find(_folder.Path);
        Assert.Equal(["b.jpg", "b/2.PNG"], list.Names);
        Assert.Equal([_folder.File("b.jpg"), _folder.File("b/2.PNG")], list.Paths(list.Names));
        Assert.Equal(list.Description, ImageList.Find(other.Path).Description);
        File.Move(other.File("b.jpg"), other.File("c.jpg"));
        Assert.NotEqual(list.Description, ImageList.Find(other.Path).Description);
    }

    private string InFolder(string text) => text.Replace("{0}", _folder.Path, StringComparison.Ordinal);
}
