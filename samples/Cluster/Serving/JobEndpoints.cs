using MlNetBatchNorm;

namespace Cluster.Serving;

/// <summary>What the sample answers.</summary>
internal static class JobEndpoints
{
    private const int FilesPerShard = 20;

    private static readonly byte[] Page = ReadPage();

    /// <param name="app">The service.</param>
    /// <param name="folder">The folder that jobs collect.</param>
    public static void MapJobs(this WebApplication app, string folder)
    {
        app.MapGet("/", () => Results.Bytes(Page, "text/html; charset=utf-8"));
        app.MapPost("/jobs", (ChannelStatisticsClient client) => View(Submit(client, folder)));
        app.MapGet("/jobs/{id}", (string id, ChannelStatisticsClient client) => View(client.Attach(id)));
        app.MapDelete("/jobs/{id}", (string id, ChannelStatisticsClient client) => client.Attach(id).Cancel());
    }

    private static ChannelStatisticsJob Submit(ChannelStatisticsClient client, string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).Where(IsImage).Order(StringComparer.Ordinal)];
        return client.Submit(Collecting.Photos.Name, files, new ChannelStatisticsJobOptions { FilesPerShard = FilesPerShard });
    }

    private static bool IsImage(string file) => Path.GetExtension(file).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG";

    private static async Task<JobView> View(ChannelStatisticsJob job)
    {
        ChannelStatisticsProgress progress = job.GetProgress();
        (ChannelStatistics? statistics, string? error) = progress.State switch
        {
            ChannelStatisticsJobState.Running or ChannelStatisticsJobState.Canceled => (null, null),
            _ => await Result(job),
        };
        return new JobView(
            job.Id, progress.State.ToString(), progress.Shards, progress.ShardsCollected, progress.ShardsFailed, statistics?.Rows,
            statistics?.GetMean("Image").ToArray(), statistics?.GetVariance("Image").Select(Math.Sqrt).ToArray(), error);
    }

    /// <summary>Of a job that has ended, so that this doesn't wait.</summary>
    private static async Task<(ChannelStatistics? Statistics, string? Error)> Result(ChannelStatisticsJob job)
    {
        try
        {
            return (await job.WaitAsync(), null);
        }
        catch (ChannelStatisticsJobException exception)
        {
            return (null, exception.Message);
        }
    }

    private static byte[] ReadPage()
    {
        using Stream page = typeof(JobEndpoints).Assembly.GetManifestResourceStream("page.html")!;
        var bytes = new byte[page.Length];
        page.ReadExactly(bytes);
        return bytes;
    }
}
