using System.Diagnostics;
using System.Net.Http.Json;
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
}
