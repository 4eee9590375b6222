using System.Diagnostics;
using Microsoft.ML;
using MlNetBatchNorm.Tests.Fitting;

namespace MlNetBatchNorm.Tests.Files;

/// <summary>Saves that fail, are killed, or meet readers: what was saved before stays whole.</summary>
public sealed class SavingTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string[] Files => [File("saved.bnstats"), File("saved.safetensors"), File("saved.onnx")];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>As on a full disk, the system takes the first 8 KB of a file and no more.</summary>
    [Fact]
    public void Save_WhereTheFileCannotBeWrittenToItsEnd_LeavesTheOldFile()
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (string file in Files)
            System.IO.File.WriteAllText(file, "old");

        // Without the first variable, the runtime itself does not start with such a limit.
        ChildProcess run = ChildProcess.Run(
            new ProcessStartInfo("bash", ["-c", "trap '' XFSZ; ulimit -f 8; exec dotnet \"$@\"", "bash", SavingProgram, _folder, "1"]),
            ("DOTNET_EnableWriteXorExecute", "0"));

        Assert.Equal((0, 4), (run.ExitCode, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.All(Files, file =>
        {
            Assert.Contains($"'{file}' cannot be written, and nothing was changed: ", run.Output, StringComparison.Ordinal);
            Assert.Equal("old", System.IO.File.ReadAllText(file));
        });
        Assert.Equal(Files.Order(StringComparer.Ordinal), Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
    }

    /// <summary>The process is killed after as many loads, at any moment of its saves.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(45)]
    public async Task Load_WhileAnotherProcessSavesAndIsKilled_GivesWholeFiles(int loads)
    {
        // A runtime that is killed would leave its pipes in the temporary folder.
        using var process = Process.Start(new ProcessStartInfo("dotnet", [SavingProgram, _folder, $"{long.MaxValue}"])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
        })!;
        try
        {
            Assert.Equal("saved", await process.StandardOutput.ReadLineAsync().WaitAsync(Limit));
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            for (int n = 0; n < loads; n++)
                Load();
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }

        Load();
    }

    [Fact]
    public void Save_OfWhatCannotBeSaved_LeavesTheOldFile()
    {
        System.IO.File.WriteAllText(File("old"), "old");
        BatchNormTransformer transformer = new MLContext().Transforms.NormalizeBatch("Y", "X", trackRunningStats: false).Fit(StatisticsData.View("planes"));
        Assert.Throws<InvalidOperationException>(() => transformer.SaveAsOnnx(File("old")));
        Assert.Throws<InvalidOperationException>(() => transformer.Parameters[0].SaveSafetensors(File("old")));
        Assert.Equal("old", System.IO.File.ReadAllText(File("old")));
    }

    private static string SavingProgram => Path.Combine(AppContext.BaseDirectory, "SavingProcess.dll");

    private void Load()
    {
        Assert.Equal(3, ChannelStatistics.Load(Files[0]).Rows);
        BatchNormParameters read = BatchNormParameters.LoadSafetensors(Files[1]);
        Assert.Equal(read.RunningMean, BatchNormParameters.LoadOnnx(Files[2]).RunningMean);
        Assert.Equal(999 * 7 / 3f, read.RunningMean[999], 1e-3);
    }

    private string File(string name) => Path.Combine(_folder, name);
}
