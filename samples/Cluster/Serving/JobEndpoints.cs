using Cluster.Collecting;
using MlNetBatchNorm;

namespace Cluster.Serving;

/// <summary>What the sample answers.</summary>
internal static class JobEndpoints
{
    private const int FilesPerShard = 20;

    private static readonly byte[] Page = ReadPage();

    /// <param name="app">The service.</param>
    /// <param name="images">The folder that jobs collect.</param>
    public static void MapJobs(this WebApplication app, ImageFolder images)
    {
        app.MapGet("/", () => Results.Bytes(Page, "text/html; charset=utf-8"));
        app.MapPost("/jobs", (ChannelStatisticsClient client) => Submit(client, images));
        app.MapGet("/jobs/{id}", (string id, ChannelStatisticsClient client) => OfJob(client, id, async job => Results.Ok(await View(job))));
        app.MapDelete("/jobs/{id}", (string id, ChannelStatisticsClient client) => OfJob(client, id, job =>
        {
            job.Cancel();
            return Task.FromResult(Results.NoContent());
        }));
    }

    /// <summary>The folder had images when the service started, but may have been emptied or unmounted since.</summary>
    private static async Task<IResult> Submit(ChannelStatisticsClient client, ImageFolder images)
    {
        try
        {
            return Results.Ok(await View(client.Submit(Photos.Name, images.Find(), new ChannelStatisticsJobOptions { FilesPerShard = FilesPerShard })));
        }
        catch (InvalidDataException exception)
        {
            return Results.Problem(exception.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }

    private static async Task<IResult> OfJob(ChannelStatisticsClient client, string id, Func<ChannelStatisticsJob, Task<IResult>> answer)
    {
        ChannelStatisticsJob job;
        try
        {
            job = client.Attach(id);
        }
        catch (ArgumentException exception)
        {
            return Results.Problem(exception.Message, statusCode: StatusCodes.Status404NotFound);
        }

        return await answer(job);
    }

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
