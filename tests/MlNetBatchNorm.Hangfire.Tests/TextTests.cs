using ClusterProcess;
using MlNetBatchNorm.Tests.Postgres;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>Text that PostgreSQL refuses: U+0000, and half a surrogate pair.</summary>
public sealed class TextTests(PostgresServer server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Job_WithAPathThatCannotBeStored_FailsAndNamesIt()
    {
        string database = server.CreateDatabase();
        using var cluster = new PostgresCluster(database);
        using ClusterProgram worker = ClusterProgram.StartWorker(database);
        ChannelStatisticsJob job = cluster.Client.Submit(Pipelines.Images, [TestFiles.Images[0], "/photos/a\0b\\u0000.png"]);
        var error = await Assert.ThrowsAsync<ChannelStatisticsJobException>(() => job.WaitAsync().WaitAsync(Limit));
        Assert.Contains(
            $"\nShard 0 of 1 (pipeline 'images', machine {Environment.MachineName}): Input column 'Image' cannot be read in row 1 (counted from 0; Path " +
            @"'/photos/a\u0000b\u0000.png'): ", error.Message, StringComparison.Ordinal);

        ChannelStatistics skipped = await cluster.Client
            .Submit(Pipelines.Images, [TestFiles.Images[0], "/photos/a\0b.png", "/photos/a\ud800b.png"], new() { OnBadFile = OnBadFile.Skip }).WaitAsync().WaitAsync(Limit);
        Assert.Equal((1, 2), (skipped.Rows, skipped.RowsSkipped));
    }

    /// <summary>Workers are told what the job was given, to the character.</summary>
    [Fact]
    public async Task Pipeline_WithAnArgumentThatCannotBeStored_IsToldIt()
    {
        const string argument = "a\0b\\u0000\\\ud800\ud83d\ude00\udc00";
        string database = server.CreateDatabase();
        using var cluster = new PostgresCluster(database);
        using ClusterProgram worker = ClusterProgram.StartWorker(database);
        var error = await Assert.ThrowsAsync<ChannelStatisticsJobException>(() => cluster.Client
            .Submit(Pipelines.Echo, TestFiles.Images[..1], new() { Argument = argument }).WaitAsync().WaitAsync(Limit));
        Assert.Contains($": The argument is {string.Join(' ', argument.Select(c => ((int)c).ToString("x4", null)))}.", error.Message, StringComparison.Ordinal);
    }
}
