using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>From a folder of JPEG files to features: decoding, resizing and normalizing, on one core and on all.</summary>
[Description("A pipeline, from a folder of JPEG files (320x240) to features of 3x224x224")]
public class PipelineBenchmark
{
    private const int FileCount = 512;
    private readonly MLContext _mlContext = new(1);
    private JpegFolder _folder = null!;
    private IDataView _floats = null!;
    private IDataView _pixels = null!;
    private IDataView _images = null!;
    private IDataView _normalizedPixels = null!;
    private IDataView _customMapped = null!;
    private IDataView _normalizedImages = null!;

    [GlobalSetup]
    public void Setup()
    {
        _floats = SourceRows.VectorView(FileCount, 3, 224, 224);
        _folder = new JpegFolder(FileCount, width: 320, height: 240);
        IDataView files = _mlContext.Data.LoadFromEnumerable(_folder.Files);
        _images = _mlContext.Transforms.LoadImages("Image", imageFolder: null, nameof(ImageFile.Path))
            .Append(_mlContext.Transforms.ResizeImages("Image", 224, 224))
            .Fit(files).Transform(files);
        _pixels = _mlContext.Transforms.ExtractPixels("Pixels", "Image").Fit(_images).Transform(_images);
        BatchNormTransformer transformer = Fit("Pixels", _pixels, threads: 1);
        _normalizedPixels = transformer.Transform(_pixels);
        _customMapped = new HandWritten(transformer.Parameters[0]).Transform(_mlContext, _pixels, [3, 224, 224]);
        _normalizedImages = Fit("Image", _images, threads: 1).Transform(_images);
    }

    [GlobalCleanup]
    public void Cleanup() => _folder.Dispose();

    [BenchmarkCategory("One cursor")]
    [Benchmark(Baseline = true, OperationsPerInvoke = FileCount, Description = "ExtractPixels only")]
    public float Extract() => SourceRows.ReadAhead(_pixels, "Pixels");

    [BenchmarkCategory("One cursor")]
    [Benchmark(OperationsPerInvoke = FileCount, Description = "ExtractPixels, NormalizeBatch")]
    public float Normalize() => SourceRows.ReadAhead(_normalizedPixels, "Features");

    [BenchmarkCategory("One cursor")]
    [Benchmark(OperationsPerInvoke = FileCount, Description = "NormalizeBatch on the image")]
    public float NormalizeImages() => SourceRows.ReadAhead(_normalizedImages, "Features");

    [BenchmarkCategory("One cursor")]
    [Benchmark(OperationsPerInvoke = FileCount, Description = "ExtractPixels, CustomMapping by hand")]
    public float CustomMapping() => SourceRows.ReadAhead(_customMapped, "Features");

    [BenchmarkCategory("One cursor")]
    [Benchmark(OperationsPerInvoke = FileCount, Description = "A memory copy of the features alone")]
    public float MemoryCopy() => SourceRows.Read(_floats, "Pixels");

    [BenchmarkCategory("Two cursors, a thread each")]
    [Benchmark(Baseline = true, OperationsPerInvoke = FileCount, Description = "ExtractPixels only")]
    public void ExtractBySet() => SourceRows.ReadSet(_pixels, "Pixels", threads: 2);

    [BenchmarkCategory("Two cursors, a thread each")]
    [Benchmark(OperationsPerInvoke = FileCount, Description = "ExtractPixels, NormalizeBatch")]
    public void NormalizeBySet() => SourceRows.ReadSet(_normalizedPixels, "Features", threads: 2);

    [BenchmarkCategory("Two cursors, a thread each")]
    [Benchmark(OperationsPerInvoke = FileCount, Description = "NormalizeBatch on the image")]
    public void NormalizeImagesBySet() => SourceRows.ReadSet(_normalizedImages, "Features", threads: 2);

    [BenchmarkCategory("Two cursors, a thread each")]
    [Benchmark(OperationsPerInvoke = FileCount, Description = "ExtractPixels, CustomMapping by hand")]
    public void CustomMappingBySet() => SourceRows.ReadSet(_customMapped, "Features", threads: 2);

    [BenchmarkCategory("Fit")]
    [Benchmark(Baseline = true, OperationsPerInvoke = FileCount, Description = "NormalizeBatch on the image, 1 thread")]
    public BatchNormTransformer FitOne() => Fit("Image", _images, threads: 1);

    [BenchmarkCategory("Fit")]
    [Benchmark(OperationsPerInvoke = FileCount, Description = "NormalizeBatch on the image, 2 threads")]
    public BatchNormTransformer FitTwo() => Fit("Image", _images, threads: 2);

    private BatchNormTransformer Fit(string column, IDataView view, int threads) => _mlContext.Transforms
        .NormalizeBatch("Features", column, new BatchNormEstimator.Options { MaxDegreeOfParallelism = threads })
        .Fit(view);
}
