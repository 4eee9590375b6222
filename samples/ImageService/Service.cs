using ImageService.Learning;
using ImageService.Serving;

namespace ImageService;

/// <summary>Puts the service together.</summary>
internal static class Service
{
    private const int MaxFileSize = 10 * 1024 * 1024;
    private const int Examples = 10;

    /// <param name="args">
    /// ASP.NET Core's, such as <c>--urls http://localhost:8080</c>, and <c>--model FILE</c>: the model, which is trained on the images beside the
    /// program if it does not exist.
    /// </param>
    public static WebApplication Create(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = MaxFileSize);
        WebApplication app = builder.Build();

        string images = Path.Combine(AppContext.BaseDirectory, "data", "cifar10-mini");
        string model = app.Configuration["model"] ?? Path.Combine(AppContext.BaseDirectory, "model.zip");
        if (!File.Exists(model))
        {
            Console.WriteLine($"Training {model}");
            ModelTraining.Run(LabelledFile.Find(Path.Combine(images, "train")), model);
        }

        var classifier = new ImageClassifier(model);
        app.MapImages(classifier, FindExamples(LabelledFile.Find(Path.Combine(images, "test")), classifier));
        return app;
    }

    /// <summary>Images of all classes. Those that the model names correctly come first, and the page says so.</summary>
    private static string[] FindExamples(IReadOnlyList<LabelledFile> test, ImageClassifier classifier) =>
    [
        .. Enumerable.Range(0, Examples).Select(i => test[i * test.Count / Examples])
            .OrderByDescending(file => IsNamedCorrectly(file, classifier)).Select(file => file.Path),
    ];

    private static bool IsNamedCorrectly(LabelledFile file, ImageClassifier classifier) =>
        classifier.Classify(File.ReadAllBytes(file.Path)).Label == file.Label;
}
