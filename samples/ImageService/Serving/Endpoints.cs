using MlNetBatchNorm;

namespace ImageService.Serving;

/// <summary>What the service answers.</summary>
internal static class Endpoints
{
    private static readonly byte[] Page = ReadPage();

    /// <param name="app">The service.</param>
    /// <param name="classifier">The model.</param>
    /// <param name="examples">Paths of images to try on the page.</param>
    public static void MapImages(this WebApplication app, ImageClassifier classifier, IReadOnlyList<string> examples)
    {
        app.MapGet("/", () => Results.Bytes(Page, "text/html; charset=utf-8"));
        app.MapGet("/examples", () => Enumerable.Range(0, examples.Count));
        app.MapGet("/examples/{index:int}", (int index) => index >= 0 && index < examples.Count
            ? Results.File(examples[index], "image/png")
            : Results.NotFound());
        app.MapPost("/predict", (HttpRequest request, CancellationToken cancellationToken) => Predict(request, classifier, cancellationToken));
    }

    /// <summary>The body is the image file itself; Kestrel refuses one that is larger than the limit set in Program.cs.</summary>
    private static async Task<IResult> Predict(HttpRequest request, ImageClassifier classifier, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        if (ImageFiles.FindProblem(body, ImageInput.MaxPixels) is { } problem)
            return Results.Problem($"The image cannot be used: {problem}.", statusCode: StatusCodes.Status400BadRequest);
        return Results.Ok(classifier.Classify(body.ToArray()));
    }

    private static byte[] ReadPage()
    {
        using Stream page = typeof(Endpoints).Assembly.GetManifestResourceStream("page.html")!;
        var bytes = new byte[page.Length];
        page.ReadExactly(bytes);
        return bytes;
    }
}
