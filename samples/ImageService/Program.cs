using ImageService.Learning;
using ImageService.Serving;

const int MaxFileSize = 10 * 1024 * 1024;
const int Examples = 10;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = MaxFileSize);
WebApplication app = builder.Build();

// --model FILE (or the setting "model") names the model; it is trained on the images beside the program if it does not exist.
string model = app.Configuration["model"] ?? Path.Combine(AppContext.BaseDirectory, "model.zip");
string images = Path.Combine(AppContext.BaseDirectory, "data", "cifar10-mini");
if (!File.Exists(model))
{
    Console.WriteLine($"Training {model}");
    ModelTraining.Run(LabelledFile.Find(Path.Combine(images, "train")), model);
}

IReadOnlyList<LabelledFile> test = LabelledFile.Find(Path.Combine(images, "test"));
string[] examples = [.. Enumerable.Range(0, Examples).Select(i => test[i * test.Count / Examples].Path)];
app.MapImages(new ImageClassifier(model), examples);
app.Run();
