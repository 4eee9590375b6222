using System.Net;
using System.Net.Http.Json;
using ImageService;
using ImageService.Serving;
using Microsoft.AspNetCore.Builder;
using MlNetBatchNorm.Tests;

namespace Samples.Tests.ImageService;

/// <summary>The service, started on a port of its own, with a model that it trains.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    private readonly string _model = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly string[] _images = [.. AllImages.Where((_, i) => i % 20 == 0)];
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static string[] AllImages { get; } = [.. Directory
        .GetFiles(Path.Combine(Repository.Root, "samples", "ImagePipeline", "data", "cifar10-mini", "test"), "*.png", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)];

    public async ValueTask InitializeAsync()
    {
        _app = Service.Create(["--urls", "http://127.0.0.1:0", "--model", _model]);
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        File.Delete(_model);
    }

    [Fact]
    public async Task Service_AnswersConcurrentRequestsAsSingleOnes()
    {
        List<Classification> alone = [];
        foreach (string image in _images)
            alone.Add(await Predict(image));
        Classification[] together = await Task.WhenAll(Enumerable.Repeat(_images, 4).SelectMany(images => images).Select(Predict));

        Assert.Contains(alone, answer => answer.Label == "frog");
        for (int i = 0; i < together.Length; i++)
        {
            Classification expected = alone[i % _images.Length];
            Assert.Equal(expected.Label, together[i].Label);
            Assert.Equal(expected.Probabilities, together[i].Probabilities);
            Assert.Equal(expected.After, together[i].After);
            Assert.StartsWith("data:image/png;base64,", together[i].Before, StringComparison.Ordinal);
            Assert.Equal(1, together[i].Probabilities.Values.Sum(), 1e-4f);
        }
    }

    [Fact]
    public async Task Service_OfSomethingThatIsNoImage_SaysSo()
    {
        using HttpResponseMessage response = await _client.PostAsync("/predict", new StringContent("no image"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("The image cannot be used: it is not an image", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_OfTooLargeABody_RefusesIt()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = new ByteArrayContent(new byte[11 * 1024 * 1024]) };
        // Otherwise the service answers and hangs up while the body is still being sent.
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Service_HasAPageWithExamples()
    {
        Assert.Contains("<title>ImageService</title>", await _client.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Equal(10, (await _client.GetFromJsonAsync<int[]>("/examples"))!.Length);
        Assert.NotEmpty(await _client.GetByteArrayAsync("/examples/3"));
        using HttpResponseMessage missing = await _client.GetAsync("/examples/10");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    /// <summary>Where nothing else is known of the service, a wrong answer to its first example looks like a fault.</summary>
    [Fact]
    public async Task Service_NamesItsFirstExampleCorrectly()
    {
        byte[] example = await _client.GetByteArrayAsync("/examples/0");
        string label = Path.GetFileName(Path.GetDirectoryName(AllImages.First(image => File.ReadAllBytes(image).AsSpan().SequenceEqual(example)))!);

        Assert.Equal(label, (await Predict(example)).Label);
    }

    private Task<Classification> Predict(string path) => Predict(File.ReadAllBytes(path));

    private async Task<Classification> Predict(byte[] image)
    {
        using HttpResponseMessage response = await _client.PostAsync("/predict", new ByteArrayContent(image));
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Classification>())!;
    }
}
