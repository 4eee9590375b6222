using System.Diagnostics;
using ClusterProcess;
using Hangfire;
using Hangfire.States;
using Hangfire.Storage;
using Hangfire.Storage.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>Jobs with the workers in the same process.</summary>
public sealed class JobTests : IDisposable
{
    private static readonly ChannelStatisticsJobOptions SmallShards = new() { FilesPerShard = 7 };

    private readonly string _folder = Directory.CreateTempSubdirectory("cluster").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WaitAsync_OfAJob_GivesTheBytesOfOneMachine()
    {
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add);
        var reports = new List<ChannelStatisticsProgress>();
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images, SmallShards);
        ChannelStatistics statistics = await job.WaitAsync(new Receiver<ChannelStatisticsProgress>(reports.Add));

        Assert.Equal(TestFiles.Bytes(TestFiles.OnOneMachine(TestFiles.Images)), TestFiles.Bytes(statistics));
        var end = new ChannelStatisticsProgress(ChannelStatisticsJobState.Succeeded, 43, 43, 0);
        Assert.Equal(end, reports[^1]);
        Assert.Equal(reports.OrderBy(report => report.ShardsCollected), reports);
        ChannelStatisticsJob attached = cluster.Client.Attach(job.Id);
        Assert.Equal(end, attached.GetProgress());
        Assert.Equal(statistics, await attached.WaitAsync());
    }

    [Fact]
    public async Task WaitAsync_OfShardsThatRanTwice_GivesTheBytesOfOneMachine()
    {
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add);
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images, SmallShards);
        await job.WaitAsync();
        await RunAgain(cluster);

        Assert.Equal(new ChannelStatisticsProgress(ChannelStatisticsJobState.Succeeded, 43, 43, 0), job.GetProgress());
        Assert.Equal(TestFiles.Bytes(TestFiles.OnOneMachine(TestFiles.Images)), TestFiles.Bytes(await job.WaitAsync()));
    }

    [Fact]
    public async Task WaitAsync_OfAShardWithTwoResults_Fails()
    {
        int size = 32;
        await using MemoryCluster cluster = await MemoryCluster.Start(options => options.AddPipeline("random", mlContext => new ShardPipeline(
            mlContext,
            mlContext.Transforms.LoadImages("Image", imageFolder: null, ShardPipeline.PathColumn)
                .Append(mlContext.Transforms.ConvertToGrayscale("Image"))
                .Append(mlContext.Transforms.ResizeImages("Image", 32, 32))
                .Append(mlContext.Transforms.ExtractPixels("Pixels", "Image", offsetImage: Interlocked.Increment(ref size))),
            "Pixels")));
        ChannelStatisticsJob job = cluster.Client.Submit("random", TestFiles.Images[..3]);
        await job.WaitAsync();
        await RunAgain(cluster);

        var error = await Assert.ThrowsAsync<ChannelStatisticsJobException>(() => job.WaitAsync());
        Assert.Equal(
            $"Job '{job.Id}' failed: shard 0 of 1 ran twice and gave two different results, so the pipeline isn't deterministic. Remove what is random or " +
            "depends on the machine from its steps, and check that all workers have the same pipeline and files.", error.Message);
        Assert.Equal(ChannelStatisticsJobState.Failed, job.GetProgress().State);
    }

    [Fact]
    public async Task WaitAsync_OfABadFile_NamesShardFileAndRow()
    {
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add);
        string bad = Path.Combine(_folder, "bad.jpg");
        File.WriteAllText(bad, "not an image");
        string[] files = [.. TestFiles.Images[..20], bad, .. TestFiles.Images[20..40]];
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, files, SmallShards);

        var error = await Assert.ThrowsAsync<ChannelStatisticsJobException>(() => job.WaitAsync());
        Assert.StartsWith(
            $"Job '{job.Id}' failed: 1 of 6 shards could not be collected.\nShard 2 of 6 (pipeline 'images', machine {Environment.MachineName}): Input column " +
            $"'Image' cannot be read in row 6 (counted from 0; Path '{bad}'): ", error.Message, StringComparison.Ordinal);
        // The option of the job, not the one of a fit, which a job sets by itself.
        Assert.EndsWith(". Fix or remove what the row is read from, or set OnBadFile to Skip to leave such files out.", error.Message, StringComparison.Ordinal);
        Assert.Equal(new ChannelStatisticsProgress(ChannelStatisticsJobState.Failed, 6, 5, 1), job.GetProgress());

        ChannelStatistics skipped = await cluster.Client.Submit(Pipelines.Images, files, SmallShards with { OnBadFile = OnBadFile.Skip }).WaitAsync();
        Assert.Equal((40, 1), (skipped.Rows, skipped.RowsSkipped));
        Assert.Equal(TestFiles.Bytes(TestFiles.OnOneMachine(files, skipUnreadable: true)), TestFiles.Bytes(skipped));

        // What an operator does on the dashboard, once the file is there.
        File.Copy(TestFiles.Images[0], bad, overwrite: true);
        await RunAgain(cluster, failed: true);
        Assert.Equal(TestFiles.Bytes(TestFiles.OnOneMachine(files)), TestFiles.Bytes(await job.WaitAsync()));
    }

    /// <summary>A share that is away for a moment costs an attempt, not the job.</summary>
    [Fact]
    public async Task WaitAsync_OfAFileThatIsAwayAtFirst_TriesAgain()
    {
        int attempts = 0;
        await using MemoryCluster cluster = await MemoryCluster.Start(options => options.AddPipeline("away", mlContext =>
            Interlocked.Increment(ref attempts) < 3 ? throw new InvalidOperationException("The share is away.", new IOException()) : Images(mlContext)));
        ChannelStatistics statistics = await cluster.Client.Submit("away", TestFiles.Images[..5]).WaitAsync();
        Assert.Equal((5, 3), (statistics.Rows, attempts));
    }

    [Fact]
    public async Task Cancel_OfAJob_EndsItForAll()
    {
        string brake = Path.Combine(_folder, "brake");
        File.WriteAllText(brake, "");
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add, workers: 1);
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.SlowImages, TestFiles.Images, new() { FilesPerShard = 100, Argument = brake });
        Task waiting = cluster.Client.Attach(job.Id).WaitAsync();
        job.Cancel();

        Assert.Contains("was canceled", (await Assert.ThrowsAsync<OperationCanceledException>(() => waiting)).Message, StringComparison.Ordinal);
        Assert.Equal(ChannelStatisticsJobState.Canceled, job.GetProgress().State);
        IMonitoringApi monitor = cluster.Storage.GetMonitoringApi();
        Assert.Equal((3, 0), (monitor.DeletedListCount(), monitor.SucceededListCount()));
    }

    [Fact]
    public async Task WaitAsync_Canceled_LeavesTheJob()
    {
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add, workers: 0);
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images);
        using var cancellation = new CancellationTokenSource();
        Task waiting = job.WaitAsync(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(new ChannelStatisticsProgress(ChannelStatisticsJobState.Running, 1, 0, 0), job.GetProgress());
    }

    /// <summary>A shard that somebody deletes on the dashboard would be waited for forever.</summary>
    [Fact]
    public async Task WaitAsync_OfADeletedShard_SaysSo()
    {
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add, workers: 0);
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images);
        Assert.True(cluster.Jobs.Delete(cluster.Storage.GetMonitoringApi().EnqueuedJobs(ChannelStatisticsJobOptions.DefaultQueue, 0, 1).Single().Key));
        var error = await Assert.ThrowsAsync<ChannelStatisticsJobException>(() => job.WaitAsync());
        Assert.Equal($"Job '{job.Id}' failed: 1 of 1 shards could not be collected.\nShard 0 of 1 was deleted from the queue.", error.Message);
    }

    /// <summary>Its Hangfire job succeeded, but its result isn't there: lost with a part of the storage, say.</summary>
    [Fact]
    public async Task WaitAsync_OfAShardWithoutItsResult_SaysSo()
    {
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add, workers: 0);
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images);
        string shard = cluster.Storage.GetMonitoringApi().EnqueuedJobs(ChannelStatisticsJobOptions.DefaultQueue, 0, 1).Single().Key;
        Assert.True(cluster.Jobs.ChangeState(shard, new SucceededState(result: null, latency: 0, performanceDuration: 0)));
        var error = await Assert.ThrowsAsync<ChannelStatisticsJobException>(() => job.WaitAsync().WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(
            $"Job '{job.Id}' failed: 1 of 1 shards could not be collected.\nShard 0 of 1 has no result, and Hangfire's job for it has ended or is gone.",
            error.Message);
    }

    /// <summary>A shard that ended without a word would be waited for forever.</summary>
    [Fact]
    public async Task Shard_WithoutItsJob_Fails()
    {
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add, workers: 0);
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images);
        Forget(cluster, job);
        using var server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 1, Queues = [ChannelStatisticsJobOptions.DefaultQueue] }, cluster.Storage);
        IMonitoringApi monitor = cluster.Storage.GetMonitoringApi();
        await WaitUntil(() => monitor.FailedCount() == 1, "The shard doesn't fail.");
        Assert.StartsWith(
            $"Shard 0 of 1 (machine {Environment.MachineName}): the worker's storage has no job '{job.Id}'. ",
            monitor.FailedJobs(0, 1).Single().Value.ExceptionMessage, StringComparison.Ordinal);
    }

    /// <summary>Nobody attaches, and the job's keeper is gone too.</summary>
    [Fact]
    public async Task Shard_OfAJobOfWhichOneBatchIsEnqueued_EnqueuesTheOthers()
    {
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add, workers: 0);
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, TestFiles.Images, new() { FilesPerShard = 1 });
        Assert.True(cluster.Jobs.Delete(cluster.Storage.GetMonitoringApi().ScheduledJobs(0, 1).Single().Key));
        Keep(cluster, $"channelstats:{job.Id}", field => field != "IsEnqueued");
        Keep(cluster, $"channelstats:{job.Id}:jobs", field => field == "0");

        using var server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 1, Queues = [ChannelStatisticsJobOptions.DefaultQueue] }, cluster.Storage);
        using IStorageConnection connection = cluster.Storage.GetConnection();
        await WaitUntil(() => connection.GetAllEntriesFromHash($"channelstats:{job.Id}:jobs").Count == 3, "The other batches are not enqueued.");
    }

    /// <summary>It comes ten seconds after the beginning, when a submitter has enqueued all, and every hour until the end.</summary>
    [Fact]
    public async Task Keeper_OfAJobThatIsForgotten_ComesNoMore()
    {
        string brake = Path.Combine(_folder, "brake");
        File.WriteAllText(brake, "");
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add);
        IMonitoringApi monitor = cluster.Storage.GetMonitoringApi();
        ChannelStatisticsJob job = cluster.Client.Submit(
            Pipelines.SlowImages, TestFiles.Images, new() { FilesPerShard = 300, Argument = brake, Queue = EnqueuedState.DefaultQueue });
        await RunScheduled(TimeSpan.FromSeconds(10));
        Forget(cluster, job);
        await RunScheduled(TimeSpan.FromHours(1));
        Assert.Equal((0, 2), (monitor.ScheduledCount(), monitor.SucceededListCount()));

        async Task RunScheduled(TimeSpan delay)
        {
            (string keeper, ScheduledJobDto scheduled) = Assert.Single(monitor.ScheduledJobs(0, 10));
            Assert.Equal(delay.TotalSeconds, (scheduled.EnqueueAt - scheduled.ScheduledAt!.Value).TotalSeconds, tolerance: 0.5);
            cluster.Jobs.ChangeState(keeper, new EnqueuedState());
            await WaitUntil(() => monitor.JobDetails(keeper).History[0].StateName == SucceededState.StateName, "The keeper doesn't succeed.");
        }
    }

    [Fact]
    public async Task Client_WithWrongArguments_SaysWhatIsWrong()
    {
        await using MemoryCluster cluster = await MemoryCluster.Start(Pipelines.Add, workers: 0);
        Assert.StartsWith("The storage has no job 'x'.", Assert.Throws<ArgumentException>("id", () => cluster.Client.Attach("x")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("id", () => cluster.Client.Attach(null!));
        Assert.Throws<ArgumentNullException>("files", () => cluster.Client.Submit("images", null!));
        Assert.Throws<ArgumentNullException>("pipeline", () => cluster.Client.Submit(null!, ["a"]));
        Assert.Throws<ArgumentException>("files", () => cluster.Client.Submit("images", []));
        Assert.Throws<ArgumentException>("pipeline", () => cluster.Client.Submit(" ", ["a"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cluster.Client.Submit("images", ["a"], new() { FilesPerShard = 0 }));
        Assert.Throws<ArgumentException>("queue", () => cluster.Client.Submit("images", ["a"], new() { Queue = "Photos" }));
        Assert.Equal((4000, OnBadFile.Fail, null, "channelstats"), Defaults(new ChannelStatisticsJobOptions()));
        var options = new ChannelStatisticsOptions();
        Assert.Equal(TimeSpan.FromMinutes(1), options.StorageTimeout);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.StorageTimeout = TimeSpan.Zero);
        options.AddPipeline("images", Images);
        Assert.Throws<ArgumentException>("name", () => options.AddPipeline("images", Images));
    }

    [Fact]
    public void SetUp_OfNull_NamesTheParameter()
    {
        var mlContext = new MLContext();
        IEstimator<ITransformer> steps = mlContext.Transforms.LoadImages("Image", imageFolder: null, ShardPipeline.PathColumn);
        Assert.Throws<ArgumentNullException>("mlContext", () => new ShardPipeline(null!, steps, "Image"));
        Assert.Throws<ArgumentNullException>("steps", () => new ShardPipeline(mlContext, null!, "Image"));
        Assert.Throws<ArgumentNullException>("inputColumnName", () => new ShardPipeline(mlContext, steps, null!));
        Assert.Throws<ArgumentNullException>("files", () => Images(mlContext).Collect(null!));
        var options = new ChannelStatisticsOptions();
        Assert.Throws<ArgumentNullException>("name", () => options.AddPipeline(null!, Images));
        Assert.Throws<ArgumentNullException>("create", () => options.AddPipeline("images", (Func<MLContext, ShardPipeline>)null!));
        Assert.Throws<ArgumentNullException>("create", () => options.AddPipeline("images", (Func<MLContext, string?, ShardPipeline>)null!));
        Assert.Throws<ArgumentNullException>("services", () => ChannelStatisticsServices.AddChannelStatistics(null!));
    }

    private static (int Files, OnBadFile BadFile, string? Argument, string Queue) Defaults(ChannelStatisticsJobOptions options) =>
        (options.FilesPerShard, options.OnBadFile, options.Argument, options.Queue);

    private static ShardPipeline Images(MLContext mlContext) => new(
        mlContext,
        mlContext.Transforms.LoadImages("Image", imageFolder: null, ShardPipeline.PathColumn).Append(mlContext.Transforms.ResizeImages("Image", 32, 32)),
        "Image");

    /// <summary>As the storage does some days after a job's end.</summary>
    private static void Forget(MemoryCluster cluster, ChannelStatisticsJob job)
    {
        using IStorageConnection connection = cluster.Storage.GetConnection();
        using IWriteOnlyTransaction transaction = connection.CreateWriteTransaction();
        transaction.RemoveHash($"channelstats:{job.Id}");
        transaction.Commit();
    }

    /// <summary>Leaves some fields of a hash.</summary>
    private static void Keep(MemoryCluster cluster, string key, Func<string, bool> isKept)
    {
        using IStorageConnection connection = cluster.Storage.GetConnection();
        Dictionary<string, string> fields = connection.GetAllEntriesFromHash(key);
        KeyValuePair<string, string>[] kept = [.. fields.Where(field => isKept(field.Key))];
        Assert.NotEqual(fields.Count, kept.Length);
        using IWriteOnlyTransaction transaction = connection.CreateWriteTransaction();
        transaction.RemoveHash(key);
        transaction.SetRangeInHash(key, kept);
        transaction.Commit();
    }

    /// <summary>Has every shard that ended run once more, and lets it end.</summary>
    private static async Task RunAgain(MemoryCluster cluster, bool failed = false)
    {
        IMonitoringApi monitor = cluster.Storage.GetMonitoringApi();
        string[] jobs = failed
            ? [.. monitor.FailedJobs(0, 1000).Select(job => job.Key)]
            : [.. monitor.SucceededJobs(0, 1000).Select(job => job.Key)];
        Assert.NotEmpty(jobs);
        Assert.All(jobs, job => Assert.True(cluster.Jobs.Requeue(job)));
        using IStorageConnection connection = cluster.Storage.GetConnection();
        await WaitUntil(() => jobs.All(job => connection.GetStateData(job).Name == "Succeeded"), "The shards that run again take too long.");
    }

    private static async Task WaitUntil(Func<bool> condition, string otherwise)
    {
        for (long started = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(20))
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1), otherwise);
    }
}
