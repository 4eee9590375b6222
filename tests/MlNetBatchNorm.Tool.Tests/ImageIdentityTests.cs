using MlNetBatchNorm.Tool.Images;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>Every file counts once, however many names lead to it, and what does not count is said.</summary>
public sealed class ImageIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Followed, one such link makes 41 images of each, and two do not end.</summary>
    [Fact]
    public void Find_WithLinksToFoldersAbove_ReadsEachFileOnce()
    {
        Write("a.png", "sub/b.png");
        Link("up", _folder.Path);
        Link("sub/up", "..");
        Link("sub/here", ".");
        Link("sub/far", "/");
        AssertImages("Left out: 4 links to folders above", "a.png", "sub/b.png");
    }

    /// <summary>Each folder links to all others: the ways through them are more than anybody can go.</summary>
    [Fact]
    public void Find_WithFoldersThatLinkToEachOther_Ends()
    {
        const int folders = 14;
        for (int i = 0; i < folders; i++)
        {
            Write($"{i:00}/a.png");
            for (int other = 0; other < folders; other++)
                Link($"{i:00}/to{other:00}", $"../{other:00}");
        }

        AssertImages($"Left out: {folders * (folders - 1)} links to what is read already, {folders} links to folders above",
            [.. Enumerable.Range(0, folders).Select(i => $"{i:00}/a.png")]);
    }

    [Fact]
    public void Find_WithLinksToWhatIsRead_KeepsItsOwnName()
    {
        Write("b/b.png", "c.png");
        Link("a", "b");
        Link("a.png", "b/b.png");
        Link("z.png", "c.png");
        AssertImages("Left out: 3 links to what is read already", "b/b.png", "c.png");
    }

    /// <summary>A folder or a file elsewhere is read once, under the first of its names.</summary>
    [Fact]
    public void Find_WithLinksToElsewhere_FollowsEachOnce()
    {
        using var elsewhere = new TemporaryFolder();
        Directory.CreateDirectory(elsewhere.File("x/y"));
        File.WriteAllText(elsewhere.File("x/1.png"), "");
        File.WriteAllText(elsewhere.File("x/y/2.png"), "");
        File.CreateSymbolicLink(elsewhere.File("x/back"), _folder.Path);
        Write("a.png");
        Link("m", elsewhere.File("x/y"));
        Link("n", elsewhere.File("x"));
        Link("o", elsewhere.File("x"));
        Link("p.png", elsewhere.File("x/1.png"));
        Link("q/r.png", elsewhere.File("x/none.png"));
        AssertImages("Left out: 3 links to what is read already, 1 link to a folder above", "a.png", "m/2.png", "n/1.png", "q/r.png");
    }

    [Fact]
    public void Find_OfAFolderByALink_GivesTheSameList()
    {
        Write("real/a.png", "real/b/c.png");
        Link("link", "real");
        ImageList list = ImageList.Find(_folder.File("link"));
        Assert.Equal(["a.png", "b/c.png"], list.Names);
        Assert.Equal(ImageList.Find(_folder.File("real")).Description, list.Description);
        Assert.Equal([_folder.File("link/a.png"), _folder.File("link/b/c.png")], list.Paths(list.Names));
    }

    [Fact]
    public void Find_OfJpegsByTheirOtherNames_ReadsThem()
    {
        Write("a.jfif", "b.JPE", "c.jpeg", "d.jpg");
        AssertImages("Left out: ", "a.jfif", "b.JPE", "c.jpeg", "d.jpg");
    }

    [Fact]
    public void Find_OfOtherFiles_CountsThemByKind()
    {
        Write("a.png", "1.tif", "2.TIF", "3.heic", "README", "b/notes.tar.gz", ".hidden.png", ".cache/x.png");
        AssertImages("Left out: 2 .tif, 2 hidden, 1 .gz, 1 .heic, 1 without extension", "a.png");
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.bnstats"));

        for (int i = 0; i < 20; i++)
            Write($"c/x.{i:00}");
        AssertImages(
            "Left out: 2 .tif, 2 hidden, 1 .00, 1 .01, 1 .02, 1 .03, 1 .04, 1 .05, 1 .06, 1 .07, 1 .08, 1 .09, 13 others", "a.png");
    }

    [Fact]
    public void Fit_OfAFolderWithOtherFiles_SaysWhatIsLeftOut()
    {
        File.Copy(TestImages.Cats[0], _folder.File("cat.jfif"));
        Write("1.tif");
        Link("up", ".");
        ToolResult fit = ToolProcess.Run("fit", _folder.Path);
        Assert.Equal(0, fit.ExitCode);
        Assert.Equal(["Left out: 1 .tif, 1 link to a folder above.", "1 images"], fit.Messages);

        File.Delete(_folder.File("cat.jfif"));
        ToolResult none = ToolProcess.Run("fit", _folder.Path);
        Assert.Equal(
            $"The folder '{_folder.Path}' has no images: no file in it ends in .bmp, .gif, .jfif, .jpe, .jpeg, .jpg, .png, .webp. Left out: 1 .tif, 1 link to a " +
            "folder above.\n", none.Error);
    }

    /// <summary>Its images would be missing, and nobody would notice.</summary>
    [Fact]
    public void Fit_OfAFolderInsideThatMayNotBeListed_SaysSo()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(_folder.Path, readable);
        File.Copy(TestImages.Cats[0], _folder.File("cat.png"));
        Directory.CreateDirectory(_folder.File("closed"), UnixFileMode.None);
        ToolResult result = ToolProcess.RunUnprivileged("fit", _folder.Path);
        File.SetUnixFileMode(_folder.File("closed"), readable);
        Assert.Equal((1, $"Access to the path '{_folder.File("closed")}' is denied."), (result.ExitCode, result.Messages.Single()));
    }

    [Theory]
    [InlineData("a.png", "./a.png")]
    [InlineData("a.png", "sub/../a.png")]
    [InlineData("a.png", "b.png")]
    [InlineData("a.png", "sub/up/a.png")]
    [InlineData("sub/up/b.png", "./b.png")]
    [InlineData("sub//c.png", "sub/c.png")]
    public void Fit_OfAListWithOneFileTwice_NamesBothLines(string first, string second)
    {
        Write("a.png", "sub/c.png");
        Link("b.png", "a.png");
        Link("sub/up", "..");
        string list = WriteList(first, second);
        string[] sorted = [.. new[] { first, second }.Order(StringComparer.Ordinal)];
        Assert.Equal(
            $"The file '{list}' lists '{sorted[0]}' and '{sorted[1]}', which are one file and would count twice. Remove one of the lines.",
            Assert.Throws<ToolException>(() => ImageList.Find(list)).Message);
    }

    [Fact]
    public void Find_OfAListWithACircleOfLinks_LeavesThemToTheReader()
    {
        Link("a.png", "b.png");
        Link("b.png", "a.png");
        Assert.Equal(["a.png"], ImageList.Find(WriteList("a.png")).Names);
    }

    [Fact]
    public void Fit_OfNamesWithControlCharacters_EscapesThem()
    {
        TestImages.WriteCutOff(_folder.File("a\u001b[2Jb\nc\u202Egnp.png"));
        File.Copy(TestImages.Cats[0], _folder.File("cat.png"));
        File.WriteAllText(_folder.File("x.\u001b[31mtif"), "");
        ToolResult fit = ToolProcess.Run("fit", _folder.Path);
        Assert.Equal(
            [
                "Left out: 1 .\\u001B[31mtif.",
                $"Skipped {_folder.File(@"a\u001B[2Jb\u000Ac\u202Egnp.png")}: it ends too early",
                "1 images, 1 skipped",
            ],
            fit.Messages);
        Assert.Equal("žluťoučký 馬 👩‍💻 \\ \"", VisibleText.Of("žluťoučký 馬 👩‍💻 \\ \""));
        Assert.Equal(@"\u009B\u0007\u007F\u2028\u2066", VisibleText.Of("\u009B\a\u007F\u2028\u2066"));
    }

    private void AssertImages(string leftOut, params string[] names)
    {
        ImageList list = ImageList.Find(_folder.Path);
        Assert.Equal(names, list.Names);
        Assert.Equal(leftOut, $"{list.LeftOut}");
    }

    private void Write(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            File.WriteAllText(_folder.File(name), "");
        }
    }

    private void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.CreateSymbolicLink(_folder.File(name), target);
    }

    private string WriteList(params string[] lines)
    {
        File.WriteAllLines(_folder.File("list.txt"), lines);
        return _folder.File("list.txt");
    }
}
