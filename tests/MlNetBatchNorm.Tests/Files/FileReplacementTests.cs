using MlNetBatchNorm.Files;

namespace MlNetBatchNorm.Tests.Files;

/// <summary>Files replaced in one step, and what is not replaced.</summary>
public sealed class FileReplacementTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_ThatFailsInTheMiddle_LeavesTheOldFileAlone()
    {
        File.WriteAllText(At("file"), "old");
        IOException error = Assert.Throws<IOException>(() => FileReplacement.Write(At("file"), stream =>
        {
            Write(stream, "ne");
            throw new IOException("No space left on device", 28);
        }));
        Assert.Equal(($"'{At("file")}' cannot be written, and nothing was changed: No space left on device", 28), (error.Message, error.HResult));
        Assert.Throws<InvalidOperationException>(() => FileReplacement.Write(At("file"), _ => throw new InvalidOperationException()));
        AssertOnly(("file", "old"));
    }

    [Fact]
    public void Write_WhereThereIsNothing_MakesTheFile()
    {
        string longest = new('ä', 127);
        FileReplacement.Write(At(longest), stream => Write(stream, "new"));
        FileReplacement.Write(At(longest), stream => Write(stream, "newer"));
        AssertOnly((longest, "newer"));
    }

    /// <summary>The old file is there until the new one is.</summary>
    [Fact]
    public void Write_WhileItWrites_LeavesTheOldFileInItsPlace()
    {
        File.WriteAllText(At("file"), "old");
        FileReplacement.Write(At("file"), stream =>
        {
            Write(stream, "new");
            Assert.Equal("old", File.ReadAllText(At("file")));
        });
        AssertOnly(("file", "new"));
    }

    [Fact]
    public void Check_LeavesNothing()
    {
        FileReplacement.Check(At("none"));
        File.WriteAllText(At("file"), "old");
        FileReplacement.Check(At("file"));
        AssertOnly(("file", "old"));
    }

    [Fact]
    public void Write_ThroughLinks_ReplacesWhatTheyLeadTo()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(At("real/inner"));
        File.WriteAllText(At("real/file"), "old");
        Directory.CreateSymbolicLink(At("folder"), "real/inner");
        // Relative, and read in the folder that the first link leads to.
        File.CreateSymbolicLink(At("real/inner/second"), "../file");
        File.CreateSymbolicLink(At("first"), At("folder/second"));

        FileReplacement.Write(At("first"), stream => Write(stream, "new"));

        Assert.Equal("new", File.ReadAllText(At("real/file")));
        Assert.Equal((At("folder/second"), "../file"), (new FileInfo(At("first")).LinkTarget, new FileInfo(At("folder/second")).LinkTarget));
        File.CreateSymbolicLink(At("dangling"), "made");
        FileReplacement.Write(At("dangling"), stream => Write(stream, "made"));
        Assert.Equal(("made", "made"), (File.ReadAllText(At("made")), new FileInfo(At("dangling")).LinkTarget));
        File.CreateSymbolicLink(At("a"), "b");
        File.CreateSymbolicLink(At("b"), "a");
        Assert.Throws<IOException>(() => FileReplacement.Check(At("a")));
    }

    [Fact]
    public void Write_OfAFileWithPermissions_KeepsThem()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode shared = secret | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        foreach (UnixFileMode mode in (UnixFileMode[])[secret, shared])
        {
            File.WriteAllText(At("file"), "old");
            File.SetUnixFileMode(At("file"), mode);
            FileReplacement.Write(At("file"), stream => Write(stream, "new"));
            Assert.Equal(mode, File.GetUnixFileMode(At("file")));
        }
    }

    [Fact]
    public void Check_OfWhatCannotBeReplaced_SaysWhy()
    {
        AssertRefused<DirectoryNotFoundException>(At("none/file"), "its folder does not exist.");
        AssertRefused<DirectoryNotFoundException>(At("none/"), "its folder does not exist.");
        AssertRefused<UnauthorizedAccessException>(_folder, "and nothing was changed: ");
        if (OperatingSystem.IsWindows())
            return;
        AssertRefused<IOException>(At(new string('n', 256)), "and nothing was changed: ");
        AssertRefused<IOException>("/dev/null", "and nothing was changed: It is a device, not a regular file.");
        AssertRefused<IOException>(Pipe.Create(At("pipe")), "and nothing was changed: It is a pipe, not a regular file.");
        File.CreateSymbolicLink(At("link"), "pipe");
        AssertRefused<IOException>(At("link"), "and nothing was changed: It is a pipe, not a regular file.");
        // Nothing keeps a file from root.
        if (Environment.IsPrivilegedProcess)
            return;
        File.WriteAllText(At("file"), "old");
        File.SetUnixFileMode(At("file"), UnixFileMode.UserRead);
        AssertRefused<UnauthorizedAccessException>(At("file"), "and nothing was changed: ");
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        AssertRefused<UnauthorizedAccessException>(At("new"), "and nothing was changed: ");
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void AssertRefused<T>(string path, string reason) where T : Exception
    {
        foreach (Action action in (Action[])[() => FileReplacement.Check(path), () => FileReplacement.Write(path, stream => Write(stream, "new"))])
        {
            T error = Assert.Throws<T>(() => Pipe.WithinLimit(() =>
            {
                action();
                return true;
            }));
            Assert.StartsWith($"'{path}' cannot be written", error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    private static void Write(Stream stream, string text) => stream.Write(System.Text.Encoding.UTF8.GetBytes(text));

    private string At(string name) => Path.Combine(_folder, name);

    private void AssertOnly(params (string Name, string Content)[] files) => Assert.Equal(
        files.Select(file => (file.Name, file.Content)),
        Directory.GetFiles(_folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllText(file))));
}
