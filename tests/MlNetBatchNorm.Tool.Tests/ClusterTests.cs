using System.Collections.Concurrent;
using System.Diagnostics;
using MlNetBatchNorm.Tests.Postgres;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>The tool's workers on PostgreSQL.</summary>
public sealed class ClusterTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _started = [];
    private readonly ConcurrentQueue<string> _logs = [];

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
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

        string job = cluster.Messages.First(message => message.StartsWith("Job ", StringComparison.Ordinal))["Job ".Length..].Split('.')[0];
        ToolResult attached = ToolProcess.Run("fit", "--attach", job, "--postgres", database);
        Assert.Equal((0, cluster.Output), (attached.ExitCode, attached.Output));
        ToolResult unknown = ToolProcess.Run("fit", "--attach", "x", "--postgres", database);
        Assert.Equal((1, "The database has no job 'x'. Check the id and --postgres; a job is forgotten a week after its end."),
            (unknown.ExitCode, unknown.Messages.Single()));
        AssertBadFile(database);
    }

    /// <summary>A submitter is killed, and who attaches loses the database: the job is still there for the next one.</summary>
    [Fact]
    public void Fit_KilledOrWithoutItsDatabase_LeavesTheJob()
    {
        string database = server.CreateDatabase();
        string[] images = [TestImages.Folder + "/test/cat", "--resize", "32x32"];
        string job = ReadUntil(Start(["fit", .. images, "--postgres", database, "--files-per-shard", "10"]), "Job ")["Job ".Length..].Split('.')[0];
        _started[^1].Kill();

        Process attached = Start(["fit", "--attach", job, "--postgres", database, "--database-timeout", "1"]);
        Assert.Equal(
            "No worker is there: the job waits until one starts. On any machine that has the images: channelstats worker --postgres ...",
            ReadUntil(attached, "No worker"));
        server.Stop();
        string end = ReadUntil(attached, "Hangfire's storage was away for 1 seconds (");
        server.Start();
        Assert.EndsWith(
            $"). Job '{job}' goes on when it is back, unless it was canceled: attach to it again. channelstats fit --attach {job} --postgres ... waits for it again.",
            end, StringComparison.Ordinal);
        Assert.True(attached.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(1, attached.ExitCode);

        StartWorker(database);
        Assert.Equal(0, ToolProcess.Run("fit", "--attach", job, "--postgres", database, "--output", _folder.File("cluster.bnstats")).ExitCode);
        Assert.Equal(0, ToolProcess.Run(["fit", .. images, "--output", _folder.File("one.bnstats")]).ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder.File("one.bnstats")), File.ReadAllBytes(_folder.File("cluster.bnstats")));
    }

    /// <summary>The next line of the messages that begins so.</summary>
    private static string ReadUntil(Process process, string beginning)
    {
        Task<string?> line = Task.Run(() =>
        {
            while (process.StandardError.ReadLine() is { } read)
            {
                if (read.StartsWith(beginning, StringComparison.Ordinal))
                    return read;
            }

            return null;
        });
        Assert.True(line.Wait(TimeSpan.FromMinutes(1)), $"There is no line that begins with '{beginning}'.");
        Assert.NotNull(line.Result);
        return line.Result;
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

        File.Move(_folder.File("cut.png"), _folder.File("cut\u001b[2J.png"));
        failed = ToolProcess.Run("fit", _folder.Path, "--postgres", database, "--on-bad-file", "fail");
        Assert.Contains(@"cut\u001B[2J.png'): it ends too early", failed.Messages.Last(), StringComparison.Ordinal);
        Assert.All(failed.Messages.Concat(_logs), line => Assert.DoesNotContain(line, char.IsControl));
        Assert.Contains(_logs, line => line.Contains(@"cut\u001B[2J.png", StringComparison.Ordinal));
    }

    private void StartWorker(string database)
    {
        Process worker = Start("worker", "--postgres", database);
        worker.ErrorDataReceived += (_, line) => _logs.Enqueue(line.Data ?? "");
        worker.BeginOutputReadLine();
        worker.BeginErrorReadLine();
    }

    private Process Start(params string[] arguments)
    {
        Process process = ToolProcess.Start(arguments);
        _started.Add(process);
        return process;
    }
}
