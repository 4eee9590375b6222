using BenchmarkDotNet.Attributes;
using Microsoft.ML;

namespace MlNetBatchNorm.Benchmarks;

/// <summary>An image column, one thread: extracting the pixels and normalizing them in two transforms, beside NormalizeBatch on the image itself.</summary>
public class ImageColumnBenchmark
{
    private const int RowCount = 64;
    private readonly MLContext _mlContext = new(1);
    private IDataView _images = null!;
    private IDataView _pixels = null!;
    private IDataView _normalizedPixels = null!;
    private IDataView _normalizedImages = null!;

    [GlobalSetup]
    public void Setup()
    {
        _images = Rows.ImageView(RowCount, 224, 224);
        _pixels = _mlContext.Transforms.ExtractPixels("Pixels", "Image").Fit(_images).Transform(_images);
        _normalizedPixels = Fit("Pixels", _pixels).Transform(_pixels);
        _normalizedImages = Fit("Image", _images).Transform(_images);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "Apply: ExtractPixels, NormalizeBatch")]
    public float ApplyToPixels() => Rows.Read(_normalizedPixels, "Features");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "Apply: NormalizeBatch on the image")]
    public float ApplyToImages() => Rows.Read(_normalizedImages, "Features");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "Fit: ExtractPixels, NormalizeBatch")]
    public BatchNormTransformer FitPixels() => Fit("Pixels", _pixels);

    [Benchmark(OperationsPerInvoke = RowCount, Description = "Fit: NormalizeBatch on the image")]
    public BatchNormTransformer FitImages() => Fit("Image", _images);

    private BatchNormTransformer Fit(string column, IDataView view) => _mlContext.Transforms
        .NormalizeBatch("Features", column, new BatchNormEstimator.Options { MaxDegreeOfParallelism = 1 })
        .Fit(view);
}
