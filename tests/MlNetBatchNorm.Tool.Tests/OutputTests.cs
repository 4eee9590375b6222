using System.Diagnostics;
using MlNetBatchNorm.Tests;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>Where the tool cannot write, and what it leaves when it is told to end.</summary>
public sealed class OutputTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Found before the images are looked for, which are not there.</summary>
    [Fact]
    public void Fit_ToWhatCannotBeWritten_SaysSoFirst()
    {
        if (!Pipe.Exists)
            return;
        string pipe = Pipe.Create(_folder.File("pipe"));
        AssertRefused(1, pipe, $"'{pipe}' cannot be written, and nothing was changed: It is a pipe, not a regular file.");
        AssertRefused(1, "/dev/null", "'/dev/null' cannot be written, and nothing was changed: It is a device, not a regular file.");
        AssertRefused(1, _folder.File(new string('n', 256)), "cannot be written, and nothing was changed: ");
        AssertRefused(2, "", "--output is empty. Give a file.");
        Assert.NotNull(Pipe.WithinLimit(() => ToolProcess.Run("merge", "none", "--output", pipe)));
        Assert.Equal([pipe], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Fit_ToALink_ReplacesWhatItLeadsTo()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.Copy(TestImages.Cats[0], _folder.File("cat.png"));
        File.WriteAllText(_folder.File("old"), "old");
        File.CreateSymbolicLink(_folder.File("first"), "old");
        File.CreateSymbolicLink(_folder.File("second"), "first");
        Assert.Equal(0, ToolProcess.Run("fit", _folder.Path, "--output", _folder.File("second")).ExitCode);
        Assert.Equal(1, ChannelStatistics.Load(_folder.File("old")).Rows);
        Assert.Equal(("old", "first"), (new FileInfo(_folder.File("first")).LinkTarget, new FileInfo(_folder.File("second")).LinkTarget));
    }

    /// <summary>The folder is gone after the images are read: it is a list that comes through a pipe, whose writer removes it.</summary>
    [Fact]
    public async Task Fit_WhoseOutputFailsAfterAll_HasShownItsResult()
    {
        if (!Pipe.Exists)
            return;
        string pipe = Pipe.Create(_folder.File("list"));
        Directory.CreateDirectory(_folder.File("gone"));
        using Process fit = ToolProcess.Start("fit", pipe, "--output", _folder.File("gone/all.bnstats"));
        Task<string> output = fit.StandardOutput.ReadToEndAsync();
        Task<string> error = fit.StandardError.ReadToEndAsync();
        Pipe.WithinLimit(() =>
        {
            using StreamWriter writer = new(pipe);
            Directory.Delete(_folder.File("gone"));
            writer.WriteLine(Path.GetRelativePath(Environment.CurrentDirectory, TestImages.Cats[0]));
            return true;
        });
        Assert.True(fit.WaitForExit(Limit));
        Assert.Equal(1, fit.ExitCode);
        Assert.Contains("torchvision, pixels 0..1:", await output, StringComparison.Ordinal);
        Assert.Contains("cannot be written: its folder does not exist.", await error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Fit_ThatIsToldToEnd_WritesNothing(string signal)
    {
        if (!Pipe.Exists || (signal == "HUP" && IgnoresHangUp()))
            return;
        File.WriteAllText(_folder.File("all.bnstats"), "old");
        // The list comes through a pipe, which is opened once the tool listens; resized so far, its images take long.
        string pipe = Pipe.Create(_folder.File("list"));
        using Process fit = ToolProcess.Start("fit", pipe, "--resize", "4000x4000", "--output", _folder.File("all.bnstats"));
        Task<string> output = fit.StandardOutput.ReadToEndAsync();
        Task<string> error = fit.StandardError.ReadToEndAsync();
        Pipe.WithinLimit(() =>
        {
            using StreamWriter writer = new(pipe);
            foreach (string image in Directory.EnumerateFiles(TestImages.Folder, "*.png", SearchOption.AllDirectories))
                writer.WriteLine(image);
            return true;
        });
        Pipe.WithinLimit(() => Process.Start("kill", [$"-{signal}", $"{fit.Id}"]).WaitForExit(Limit));
        Assert.True(fit.WaitForExit(Limit));
        Assert.Equal((130, ""), (fit.ExitCode, await output));
        Assert.Contains("Canceled; nothing was written.", await error, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_folder.File("all.bnstats")));
        Assert.Equal(["all.bnstats", "list"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>As nohup has its children do: the tool lets it be.</summary>
    private static bool IgnoresHangUp() => File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status")
        .Any(line => line.StartsWith("SigIgn:", StringComparison.Ordinal) && (Convert.ToInt64(line["SigIgn:".Length..].Trim(), 16) & 1) != 0);

    private void AssertRefused(int exitCode, string output, string message)
    {
        ToolResult result = Pipe.WithinLimit(() => ToolProcess.Run("fit", _folder.File("none"), "--output", output));
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
