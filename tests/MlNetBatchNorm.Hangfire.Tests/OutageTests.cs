using ClusterProcess;
using MlNetBatchNorm.Tests.Postgres;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>A database that goes away, and comes back or not.</summary>
public sealed class OutageTests(PostgresServer server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Calls_WhileTheDatabaseIsAway_WaitForIt()
    {
        using var cluster = new PostgresCluster(server.CreateDatabase());
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images);

        ChannelStatisticsJob submitted = await WhileAway(() => cluster.Client.Submit(Pipelines.Images, TestFiles.Images, new() { FilesPerShard = 1 }));
        Assert.Equal(new ChannelStatisticsProgress(ChannelStatisticsJobState.Running, 300, 0, 0), submitted.GetProgress());
        Assert.Equal(ChannelStatisticsJobState.Running, (await WhileAway(job.GetProgress)).State);
        Assert.Equal(job.Id, (await WhileAway(() => cluster.Client.Attach(job.Id))).Id);
        await WhileAway(() =>
        {
            submitted.Cancel();
            return true;
        });
        Assert.Equal(ChannelStatisticsJobState.Canceled, submitted.GetProgress().State);
        Assert.Equal(300, cluster.Monitor.DeletedListCount());
    }

    [Fact]
    public async Task Calls_WhileTheDatabaseIsAwayForTooLong_TellTheJob()
    {
        using var cluster = new PostgresCluster(server.CreateDatabase(), timeout: TimeSpan.FromSeconds(1));
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images);
        Task<ChannelStatistics> wait = job.WaitAsync();
        server.Stop();
        try
        {
            await AssertTellsTheJob(() => wait);
            await AssertTellsTheJob(() => Task.Run(job.GetProgress));
            await AssertTellsTheJob(() => Task.Run(job.Cancel));
            await AssertTellsTheJob(() => Task.Run(() => cluster.Client.Attach(job.Id)));
            var error = await Assert.ThrowsAsync<TimeoutException>(() => Task.Run(() => cluster.Client.Submit(Pipelines.Images, ["a"])).WaitAsync(Limit));
            Assert.EndsWith(" No job was submitted.", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            server.Start();
        }

        async Task AssertTellsTheJob(Func<Task> call)
        {
            var error = await Assert.ThrowsAsync<TimeoutException>(() => call().WaitAsync(Limit));
            Assert.StartsWith("Hangfire's storage was away for 1 seconds (", error.Message, StringComparison.Ordinal);
            Assert.EndsWith($"). Job '{job.Id}' goes on when it is back, unless it was canceled: attach to it again.", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>The database is there and says that there is no such job: nothing to wait for.</summary>
    [Fact]
    public async Task Calls_OfAForgottenJob_SaySoAtOnce()
    {
        using var cluster = new PostgresCluster(server.CreateDatabase(), timeout: TimeSpan.FromDays(1));
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images);
        cluster.Count("WITH gone AS (DELETE FROM hangfire.hash RETURNING 1) SELECT count(*) FROM gone");
        string message = $"The storage has no job '{job.Id}' any more. A job is forgotten 7 days after its end.";
        Assert.Equal(message, (await Assert.ThrowsAsync<InvalidOperationException>(() => job.WaitAsync().WaitAsync(Limit))).Message);
        Assert.Equal(message, (await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(job.GetProgress).WaitAsync(Limit))).Message);
        Assert.Throws<ArgumentException>("id", () => cluster.Client.Attach(job.Id));
    }

    /// <summary>Stops the database, begins the call, and starts the database again.</summary>
    private async Task<T> WhileAway<T>(Func<T> call)
    {
        server.Stop();
        Task<T> result = Task.Run(call);
        await Task.Delay(TimeSpan.FromSeconds(1));
        server.Start();
        return await result.WaitAsync(Limit);
    }
}
