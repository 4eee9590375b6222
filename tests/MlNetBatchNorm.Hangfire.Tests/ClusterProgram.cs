using System.Diagnostics;
using System.Globalization;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>A worker or a submitter as a process of its own, which is killed at the latest when the test ends.</summary>
internal sealed class ClusterProgram : IDisposable
{
    private readonly Process _process;

    private ClusterProgram(params string[] arguments) => _process = Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ClusterProcess.dll"), .. arguments]) { RedirectStandardOutput = true })!;

    public int Id => _process.Id;

    /// <param name="connection">The database.</param>
    /// <param name="hasPipelines">Whether it has the pipelines, or none.</param>
    public static ClusterProgram StartWorker(string connection, bool hasPipelines = true)
    {
        ClusterProgram program = hasPipelines ? new("worker", connection, "all") : new("worker", connection);
        program._process.BeginOutputReadLine();
        return program;
    }

    /// <param name="connection">The database.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="argument">Its argument; empty for none.</param>
    /// <param name="list">The file that lists the files.</param>
    /// <param name="filesPerShard">How many files a shard has.</param>
    /// <param name="halts">Whether it stops after it told the id.</param>
    public static ClusterProgram StartSubmitter(
        string connection, string pipeline, string argument, string list, int filesPerShard = 20, bool halts = false) =>
        new(["submit", connection, pipeline, argument, list, filesPerShard.ToString(CultureInfo.InvariantCulture), .. (string[])(halts ? ["halt"] : [])]);

    /// <summary>Another application's Hangfire server on a queue of the database.</summary>
    public static ClusterProgram StartStranger(string connection, string queue)
    {
        ClusterProgram program = new("stranger", connection, queue);
        program._process.BeginOutputReadLine();
        return program;
    }

    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
