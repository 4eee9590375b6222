using System.Diagnostics;
using ClusterProcess;
using Hangfire;
using Hangfire.PostgreSql;
using Microsoft.Extensions.DependencyInjection;
using MlNetBatchNorm.Tests.Postgres;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>Workers and submitters that are processes and die, on PostgreSQL.</summary>
public sealed class ProcessTests(PostgresServer server) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("cluster").FullName;
    private readonly List<ClusterProgram> _programs = [];

    /// <summary>Shards are slow for as long as it exists.</summary>
    private string Brake => Path.Combine(_folder, "brake");

    private string List => Path.Combine(_folder, "list.txt");

    public void Dispose()
    {
        foreach (ClusterProgram program in _programs)
            program.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Job_WhoseWorkersAndSubmitterAreKilled_GivesTheBytesOfOneMachine()
    {
        string database = server.CreateDatabase();
        ChannelStatisticsJob job = SubmitAndDie(database, Pipelines.SlowImages, Brake, TestFiles.Images);
        List<ClusterProgram> workers = [.. Enumerable.Range(0, 3).Select(_ => StartWorker(database))];
        for (int kills = 0; kills < 10; kills++)
        {
            ClusterProgram victim = FindBusy(database, workers);
            victim.Kill();
            workers.Remove(victim);
            workers.Add(StartWorker(database));
        }

        Assert.Equal(ChannelStatisticsJobState.Running, job.GetProgress().State);
        File.Delete(Brake);
        await AssertBytesOfOneMachine(job, TestFiles.Images);
    }

    [Fact]
    public async Task Job_WhoseDatabaseIsRestarted_GivesTheBytesOfOneMachine()
    {
        string database = server.CreateDatabase();
        ChannelStatisticsJob job = SubmitAndDie(database, Pipelines.SlowImages, Brake, TestFiles.Images);
        List<ClusterProgram> workers = [StartWorker(database), StartWorker(database)];
        FindBusy(database, workers);
        Task test = AssertBytesOfOneMachine(job, TestFiles.Images);
        server.Restart();
        File.Delete(Brake);
        await test;
    }

    [Fact]
    public async Task Job_WithABadFile_NamesShardFileAndRow()
    {
        string database = server.CreateDatabase();
        string bad = Path.Combine(_folder, "bad.jpg");
        File.WriteAllText(bad, "not an image");
        ChannelStatisticsJob job = SubmitAndDie(database, Pipelines.Images, "", [.. TestFiles.Images[..25], bad]);
        StartWorker(database);
        var error = await Assert.ThrowsAsync<ChannelStatisticsJobException>(() => job.WaitAsync().WaitAsync(Limit));
        Assert.Contains(
            $"\nShard 1 of 2 (pipeline 'images', machine {Environment.MachineName}): Input column 'Image' cannot be read in row 5 (counted from 0; Path '{bad}'): ",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_WithoutAWorkerThatHasThePipeline_SaysSo()
    {
        string database = server.CreateDatabase();
        ChannelStatisticsJob job = SubmitAndDie(database, Pipelines.Images, "", TestFiles.Images[..3]);
        StartWorker(database, hasPipelines: false);
        var error = await Assert.ThrowsAsync<ChannelStatisticsJobException>(() => job.WaitAsync().WaitAsync(Limit));
        Assert.EndsWith(
            $"\nShard 0 of 1 (pipeline 'images', machine {Environment.MachineName}): this worker has no pipeline of that name, but only: none. Add it with " +
            "AddChannelStatistics(options => options.AddPipeline(...)) on every machine that serves the queue.", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Has a process submit a job and be killed before it ends, and attaches to the job.</summary>
    private ChannelStatisticsJob SubmitAndDie(string database, string pipeline, string argument, string[] files)
    {
        File.WriteAllText(Brake, "");
        File.WriteAllLines(List, files);
        using ClusterProgram submitter = ClusterProgram.StartSubmitter(database, pipeline, argument, List);
        string? id = submitter.ReadLine();
        Assert.NotNull(id);
        submitter.Kill();
        var services = new ServiceCollection();
        services.AddNoLogging();
        services.AddHangfire(configuration => PostgresStorage.Use(configuration, database));
        services.AddChannelStatistics();
        return services.BuildServiceProvider().GetRequiredService<ChannelStatisticsClient>().Attach(id);
    }

    private ClusterProgram StartWorker(string database, bool hasPipelines = true)
    {
        ClusterProgram worker = ClusterProgram.StartWorker(database, hasPipelines);
        _programs.Add(worker);
        return worker;
    }

    /// <summary>A worker that is in the middle of a shard.</summary>
    private static ClusterProgram FindBusy(string database, List<ClusterProgram> workers)
    {
        var storage = new PostgreSqlStorage(new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(database, new PostgreSqlStorageOptions()));
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Limit; Thread.Sleep(50))
        {
            // A server's id is its machine, its process and a number.
            string[] busy = [.. storage.GetMonitoringApi().ProcessingJobs(0, 100).Select(job => job.Value.ServerId)];
            if (workers.FirstOrDefault(worker => busy.Any(id => id.Contains($":{worker.Id}:", StringComparison.Ordinal))) is { } found)
                return found;
        }

        throw new TimeoutException("No worker began a shard.");
    }

    private static async Task AssertBytesOfOneMachine(ChannelStatisticsJob job, string[] files)
    {
        ChannelStatistics statistics = await job.WaitAsync().WaitAsync(Limit);
        Assert.Equal(TestFiles.Bytes(TestFiles.OnOneMachine(files)), TestFiles.Bytes(statistics));
    }
}
