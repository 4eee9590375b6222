using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>Extracting the pixels and normalizing them in two transforms, beside NormalizeBatch on the image itself.</summary>
[Description("An image column of 224x224, one thread")]
public class ImageColumnBenchmark
{
    /// <summary>So many that the images, which each cursor makes anew, don't count.</summary>
    private const int RowCount = 1024;
    private readonly MLContext _mlContext = new(1);
    private IDataView _images = null!;
    private IDataView _pixels = null!;
    private IDataView _normalizedPixels = null!;
    private IDataView _customMapped = null!;
    private IDataView _normalizedImages = null!;

    [GlobalSetup]
    public void Setup()
    {
        _images = Rows.ImageView(RowCount, 224, 224);
        _pixels = _mlContext.Transforms.ExtractPixels("Pixels", "Image").Fit(_images).Transform(_images);
        BatchNormTransformer transformer = Fit("Pixels", _pixels);
        _normalizedPixels = transformer.Transform(_pixels);
        _customMapped = new HandWritten(transformer.Parameters[0]).Transform(_mlContext, _pixels, [3, 224, 224]);
        _normalizedImages = Fit("Image", _images).Transform(_images);
    }

    [BenchmarkCategory("Apply")]
    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "NormalizeBatch on the image")]
    public float ApplyToImages() => Rows.Read(_normalizedImages, "Features");

    [BenchmarkCategory("Apply")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "ExtractPixels, NormalizeBatch")]
    public float ApplyToPixels() => Rows.Read(_normalizedPixels, "Features");

    [BenchmarkCategory("Apply")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "ExtractPixels, CustomMapping by hand")]
    public float CustomMapping() => Rows.Read(_customMapped, "Features");

    [BenchmarkCategory("Fit")]
    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "NormalizeBatch on the image")]
    public BatchNormTransformer FitImages() => Fit("Image", _images);

    [BenchmarkCategory("Fit")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "ExtractPixels, NormalizeBatch")]
    public BatchNormTransformer FitPixels() => Fit("Pixels", _pixels);

    private BatchNormTransformer Fit(string column, IDataView view) => _mlContext.Transforms
        .NormalizeBatch("Features", column, new BatchNormEstimator.Options { MaxDegreeOfParallelism = 1 })
        .Fit(view);
}
