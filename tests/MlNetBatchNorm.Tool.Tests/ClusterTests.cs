using System.Diagnostics;
using MlNetBatchNorm.Tests.Postgres;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>The tool's workers on PostgreSQL.</summary>
public sealed class ClusterTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _workers = [];

    public void Dispose()
    {
        foreach (Process worker in _workers)
        {
            worker.Kill();
            worker.WaitForExit();
            worker.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>The workers start at once, on a database without a schema.</summary>
    [Fact]
    public void Fit_ByWorkers_GivesTheBytesOfOneMachine()
    {
        string database = server.CreateDatabase();
        StartWorker(database);
        StartWorker(database);
        Assert.Equal(0, ToolProcess.Run("fit", TestImages.Folder, "--resize", "32x32", "--output", _folder.File("one.bnstats")).ExitCode);
        ToolResult cluster = ToolProcess.Run(
            "fit", TestImages.Folder, "--resize", "32x32", "--output", _folder.File("cluster.bnstats"), "--postgres", database, "--files-per-shard", "100");
        Assert.Equal((0, $"1300 images: {_folder.File("cluster.bnstats")}"), (cluster.ExitCode, cluster.Messages.Last()));
        Assert.Equal(File.ReadAllBytes(_folder.File("one.bnstats")), File.ReadAllBytes(_folder.File("cluster.bnstats")));

        string job = cluster.Messages.First()["Job ".Length..].Split('.')[0];
        ToolResult attached = ToolProcess.Run("fit", "--attach", job, "--postgres", database);
        Assert.Equal((0, cluster.Output), (attached.ExitCode, attached.Output));
        ToolResult unknown = ToolProcess.Run("fit", "--attach", "x", "--postgres", database);
        Assert.Equal((1, "The database has no job 'x'. Check the id and --postgres; a job is forgotten a week after its end."),
            (unknown.ExitCode, unknown.Messages.Single()));
        AssertBadFile(database);
    }

    private void AssertBadFile(string database)
    {
        File.Copy(TestImages.Cats[0], _folder.File("cat.png"));
        TestImages.WriteCutOff(_folder.File("cut.png"));
        ToolResult failed = ToolProcess.Run("fit", _folder.Path, "--postgres", database, "--on-bad-file", "fail");
        Assert.Equal(1, failed.ExitCode);
        Assert.Equal(
            $"Shard 0 of 1 (pipeline 'channelstats images', machine {Environment.MachineName}): Input column 'Image' cannot be read in row 1 (counted from 0; " +
            $"Path '{_folder.File("cut.png")}'): it ends too early. Fix or remove what the row is read from, or use --on-bad-file skip to " +
            "leave such files out.", failed.Messages.Last());
        ToolResult skipped = ToolProcess.Run("fit", _folder.Path, "--postgres", database);
        Assert.Equal((3, "1 images, 1 skipped"), (skipped.ExitCode, skipped.Messages.Last()));
    }

    private void StartWorker(string database)
    {
        Process worker = ToolProcess.Start("worker", "--postgres", database);
        worker.BeginOutputReadLine();
        worker.BeginErrorReadLine();
        _workers.Add(worker);
    }
}
