using System.Diagnostics;
using System.Globalization;
using ClusterProcess;
using MlNetBatchNorm.Tests.Postgres;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>Submitters that are killed, and what they leave in PostgreSQL.</summary>
public sealed class SubmissionTests(PostgresServer server) : IDisposable
{
    private const int Many = 5000;

    private const string Shards = "SELECT count(*) FROM hangfire.job WHERE invocationdata ->> 'Method' = 'Run' AND invocationdata ->> 'Type' LIKE '%ShardRunner%'";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("cluster").FullName;
    private readonly List<IDisposable> _open = [];

    public void Dispose()
    {
        foreach (IDisposable open in _open)
            open.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Nobody attaches: the job's keeper enqueues its shards.</summary>
    [Fact]
    public void Job_WhoseSubmitterIsKilledBeforeItsFirstShard_GoesOn()
    {
        string database = server.CreateDatabase();
        PostgresCluster cluster = Open(database);
        SubmitAndDie(database, TestFiles.Images[..40], filesPerShard: 20, halts: true);
        Assert.Equal(0, cluster.Count(Shards));
        _open.Add(ClusterProgram.StartWorker(database));
        WaitUntil(() => cluster.Count("SELECT count(*) FROM hangfire.hash WHERE key LIKE 'channelstats:%:results'") == 2);
    }

    [Fact]
    public async Task Attach_AfterTheSubmitterWasKilledBeforeItsFirstShard_EnqueuesAll()
    {
        string database = server.CreateDatabase();
        string id = SubmitAndDie(database, TestFiles.Images[..40], filesPerShard: 20, halts: true);
        ChannelStatisticsJob job = Open(database).Client.Attach(id);
        _open.Add(ClusterProgram.StartWorker(database));
        ChannelStatistics statistics = await job.WaitAsync().WaitAsync(Limit);
        Assert.Equal(TestFiles.Bytes(TestFiles.OnOneMachine(TestFiles.Images[..40])), TestFiles.Bytes(statistics));
    }

    /// <summary>It is killed somewhere in the middle; whatever it has left expires, and the rest is enqueued once.</summary>
    [Fact]
    public void Attach_AfterTheSubmitterWasKilledInTheMiddle_EnqueuesTheRest()
    {
        string database = server.CreateDatabase();
        PostgresCluster cluster = Open(database);
        string id = SubmitAndDie(database, ManyFiles(), filesPerShard: 1);
        Assert.Equal(0, cluster.Count("SELECT count(*) FROM hangfire.hash WHERE key LIKE 'channelstats:%' AND expireat IS NULL"));
        Assert.Equal(0, cluster.Count($"{Shards} AND expireat IS NULL"));
        cluster.Client.Attach(id);
        cluster.Client.Attach(id);
        Assert.Equal(Many, cluster.Count(Shards));
        Assert.Equal(Many, cluster.Count("SELECT count(*) FROM hangfire.jobqueue WHERE queue = 'channelstats'"));
        Assert.Equal(Many, cluster.Count("SELECT count(DISTINCT arguments ->> 1) FROM hangfire.job WHERE invocationdata ->> 'Type' LIKE '%ShardRunner%'"));
    }

    /// <summary>A transaction that writes has a number. A transaction for each shard, or more, took minutes.</summary>
    [Fact]
    public void Submit_OfManyShards_TakesATransactionPerBatch()
    {
        PostgresCluster cluster = Open(server.CreateDatabase());
        long before = cluster.Count("SELECT txid_current()");
        cluster.Client.Submit(Pipelines.Images, ManyFiles(), new ChannelStatisticsJobOptions { FilesPerShard = 1 });
        Assert.InRange(cluster.Count("SELECT txid_current()") - before, 1, Many / 10);
        Assert.Equal(Many, cluster.Count(Shards));
    }

    [Fact]
    public void Submit_TellsTheIdBeforeTheFirstShard()
    {
        PostgresCluster cluster = Open(server.CreateDatabase());
        var told = new List<string>();
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images, new ChannelStatisticsJobOptions
        {
            Created = id =>
            {
                told.Add(id);
                Assert.Equal(0, cluster.Count(Shards));
                Assert.NotEqual(0, cluster.Count($"SELECT count(*) FROM hangfire.hash WHERE key = 'channelstats:{id}'"));
            },
        });
        Assert.Equal([job.Id], told);
    }

    /// <summary>What was written since the beginning, such as results, has no end of its own.</summary>
    [Fact]
    public async Task Job_ThatHasEnded_Expires()
    {
        const string lasting = "SELECT count(*) FROM hangfire.hash WHERE key LIKE 'channelstats:%' AND expireat IS NULL";
        string database = server.CreateDatabase();
        PostgresCluster cluster = Open(database);
        cluster.Client.Submit(Pipelines.Images, TestFiles.Images[..9]).Cancel();
        Assert.Equal(0, cluster.Count(lasting));
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images[..9]);
        _open.Add(ClusterProgram.StartWorker(database));
        await job.WaitAsync().WaitAsync(Limit);
        Assert.Equal(0, cluster.Count(lasting));
    }

    private static string[] ManyFiles() => [.. Enumerable.Range(0, Many).Select(i => string.Create(CultureInfo.InvariantCulture, $"/photos/{i}.png"))];

    private static void WaitUntil(Func<bool> condition)
    {
        for (long started = Stopwatch.GetTimestamp(); !condition(); Thread.Sleep(100))
            Assert.True(Stopwatch.GetElapsedTime(started) < Limit);
    }

    private PostgresCluster Open(string database)
    {
        var cluster = new PostgresCluster(database);
        _open.Add(cluster);
        return cluster;
    }

    /// <summary>Has a process submit a job and kills it as soon as it told the id.</summary>
    private string SubmitAndDie(string database, string[] files, int filesPerShard, bool halts = false)
    {
        string list = Path.Combine(_folder, "list.txt");
        File.WriteAllLines(list, files);
        using ClusterProgram submitter = ClusterProgram.StartSubmitter(database, Pipelines.Images, "", list, filesPerShard, halts);
        string? id = submitter.ReadLine();
        Assert.NotNull(id);
        submitter.Kill();
        return id;
    }
}
