using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cluster;
using Cluster.Serving;
using Microsoft.AspNetCore.Builder;
using MlNetBatchNorm.Tests;

namespace Samples.Tests.Cluster;

/// <summary>The sample of a cluster, with the jobs in its memory.</summary>
public sealed class ClusterServiceTests
{
    [Fact]
    public async Task Service_CollectsTheFolder()
    {
        string images = Path.Combine(Repository.Root, "samples", "ImagePipeline", "data", "cifar10-mini", "test", "cat");
        await using WebApplication app = Service.Create(["--urls", "http://127.0.0.1:0", "--images", images]);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Assert.Contains("Channel statistics", await client.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Contains("Hangfire Dashboard", await client.GetStringAsync("/dashboard"), StringComparison.Ordinal);

        using HttpResponseMessage response = await client.PostAsync("/jobs", content: null);
        JobView job = (await response.Content.ReadFromJsonAsync<JobView>())!;
        for (long started = Stopwatch.GetTimestamp(); job.State == "Running" && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1);)
        {
            await Task.Delay(100);
            job = (await client.GetFromJsonAsync<JobView>($"/jobs/{job.Id}"))!;
        }

        Assert.Equal(("Succeeded", 2, 2, 0, 30L), (job.State, job.Shards, job.Collected, job.Failed, job.Images));
        Assert.All(job.Mean!, mean => Assert.InRange(mean, 50, 200));
        Assert.Null(job.Error);
    }

    [Fact]
    public async Task Service_OfAnUnknownJob_AnswersNotFound()
    {
        await using WebApplication app = Service.Create(["--urls", "http://127.0.0.1:0"]);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using HttpResponseMessage found = await client.GetAsync("/jobs/none");
        using HttpResponseMessage canceled = await client.DeleteAsync("/jobs/none");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (found.StatusCode, canceled.StatusCode));
        Assert.Contains("The storage has no job 'none'.", Detail(await found.Content.ReadFromJsonAsync<JsonElement>()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_OfAFolderThatHasBecomeEmpty_SaysSo()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string image = Path.Combine(folder, "cat.png");
        await File.WriteAllTextAsync(image, "");
        await using WebApplication app = Service.Create(["--urls", "http://127.0.0.1:0", "--images", folder]);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        File.Delete(image);

        using HttpResponseMessage response = await client.PostAsync("/jobs", content: null);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(NoImages(folder), Detail(await response.Content.ReadFromJsonAsync<JsonElement>()));
        Directory.Delete(folder);
    }

    [Fact]
    public void Service_OfAFolderWithoutImages_DoesNotStart()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        Assert.Equal(NoImages(folder), Assert.Throws<InvalidDataException>(() => Service.Create(["--images", folder])).Message);
        Directory.Delete(folder);
        Assert.Equal($"There is no folder '{folder}'. Give one with --images DIR.",
            Assert.Throws<InvalidDataException>(() => Service.Create(["--images", folder])).Message);
    }

    private static string NoImages(string folder) =>
        $"The folder '{folder}' has no images: no file in it ends in .jpg, .jpeg or .png. Give another one with --images DIR.";

    private static string Detail(JsonElement problem) => problem.GetProperty("detail").GetString()!;
}
