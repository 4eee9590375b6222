using ClusterProcess;
using MlNetBatchNorm.Tests.Postgres;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>The Hangfire server of another application, which lacks the library, in the same database.</summary>
public sealed class StrangerTests(PostgresServer server) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("cluster").FullName;
    private readonly List<IDisposable> _open = [];

    public void Dispose()
    {
        foreach (IDisposable open in _open)
            open.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Hangfire fails the shard where our filter is not there to write it down.</summary>
    [Fact]
    public async Task WaitAsync_OnAQueueThatAStrangerServes_SaysSo()
    {
        string database = server.CreateDatabase();
        PostgresCluster cluster = Open(new PostgresCluster(database));
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images[..9], new() { FilesPerShard = 3, Queue = "default" });
        Open(ClusterProgram.StartStranger(database, "default"));
        var error = await Assert.ThrowsAsync<ChannelStatisticsJobException>(() => job.WaitAsync().WaitAsync(Limit));
        Assert.StartsWith($"Job '{job.Id}' failed: 3 of 3 shards could not be collected.\nShard 0 of 3 was given up by Hangfire (state Scheduled): Retry attempt 1 of 10: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "If the server of another application, which lacks MlNetBatchNorm.Hangfire, serves the queue 'default', submit the job again with a Queue of its own.",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitAsync_BesideAStranger_SaysThatNoServerIsThereUntilThereIs()
    {
        string database = server.CreateDatabase();
        PostgresCluster cluster = Open(new PostgresCluster(database));
        Open(ClusterProgram.StartStranger(database, "default"));
        var reports = new List<ChannelStatisticsProgress>();
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images[..9]);
        Assert.Equal(new ChannelStatisticsProgress(ChannelStatisticsJobState.Running, 1, 0, 0), job.GetProgress());
        var alone = new TaskCompletionSource();
        Task<ChannelStatistics> wait = job.WaitAsync(new Receiver<ChannelStatisticsProgress>(progress =>
        {
            reports.Add(progress);
            alone.TrySetResult();
        }));
        await alone.Task.WaitAsync(Limit);
        Assert.False(Assert.Single(reports).IsServed);

        File.WriteAllText(Path.Combine(_folder, "brake"), "");
        ChannelStatisticsJob slow = cluster.Client.Submit(
            Pipelines.SlowImages, TestFiles.Images, new() { FilesPerShard = 300, Argument = Path.Combine(_folder, "brake") });
        Open(ClusterProgram.StartWorker(database));
        Assert.Equal(9, (await wait.WaitAsync(Limit)).Rows);
        Assert.True(slow.GetProgress().IsServed);
        slow.Cancel();
        Assert.False(slow.GetProgress().IsServed);
    }

    /// <summary>Any server in the database enqueues what is due to be tried again.</summary>
    [Fact]
    public async Task Retry_ThatAStrangerEnqueues_IsTakenByAWorker()
    {
        string database = server.CreateDatabase();
        PostgresCluster cluster = Open(new PostgresCluster(database));
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images[..9]);
        using (ClusterProgram.StartWorker(database, hasPipelines: false))
            await WaitUntil(() => cluster.Monitor.ScheduledJobs(0, 10).Any(entry => entry.Value.InScheduledState && IsShard(entry.Value.Job)));
        Open(ClusterProgram.StartStranger(database, "default"));
        await WaitUntil(() => cluster.Count("SELECT count(*) FROM hangfire.jobqueue q JOIN hangfire.job j ON j.id = q.jobid WHERE j.statename = 'Scheduled'") == 1);
        Open(ClusterProgram.StartWorker(database));
        Assert.Equal(9, (await job.WaitAsync().WaitAsync(Limit)).Rows);
    }

    private static bool IsShard(Hangfire.Common.Job? job) => job?.Type.Name == "ShardRunner";

    private static async Task WaitUntil(Func<bool> condition)
    {
        DateTime end = DateTime.UtcNow + Limit;
        for (; !condition(); await Task.Delay(50))
            Assert.True(DateTime.UtcNow < end);
    }

    private T Open<T>(T open)
        where T : IDisposable
    {
        _open.Add(open);
        return open;
    }
}
