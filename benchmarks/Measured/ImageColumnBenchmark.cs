using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>NormalizeBatch on the image itself, beside extracting the pixels first, and beside copying as many floats as it gives.</summary>
[Description("An image column of 224x224, one thread")]
public class ImageColumnBenchmark
{
    /// <summary>So many that the images, which each cursor makes anew, don't count.</summary>
    private const int RowCount = 1024;
    private readonly MLContext _mlContext = new(1);
    private VBuffer<float> _buffer;
    private IDataView _floats = null!;
    private IDataView _images = null!;
    private IDataView _pixels = null!;
    private IDataView _normalizedPixels = null!;
    private IDataView _customMapped = null!;
    private IDataView _normalizedImages = null!;
    private OnnxNormalization _onnx = null!;

    [GlobalSetup]
    public void Setup()
    {
        _floats = SourceRows.VectorView(RowCount, 3, 224, 224);
        _images = SourceRows.ImageView(RowCount, 224, 224);
        _pixels = _mlContext.Transforms.ExtractPixels("Pixels", "Image").Fit(_images).Transform(_images);
        BatchNormTransformer transformer = Fit("Pixels", _pixels);
        _normalizedPixels = transformer.Transform(_pixels);
        _customMapped = new HandWritten(transformer.Parameters[0]).Transform(_mlContext, _pixels, [3, 224, 224]);
        _onnx = new OnnxNormalization(transformer, [3, 224, 224]);
        _normalizedImages = Fit("Image", _images).Transform(_images);
    }

    [GlobalCleanup]
    public void Cleanup() => _onnx.Dispose();

    [BenchmarkCategory("Apply")]
    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "NormalizeBatch on the image")]
    public float ApplyToImages() => SourceRows.Read(_normalizedImages, "Features");

    [BenchmarkCategory("Apply")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "ExtractPixels, NormalizeBatch")]
    public float ApplyToPixels() => SourceRows.Read(_normalizedPixels, "Features");

    [BenchmarkCategory("Apply")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "ExtractPixels, CustomMapping by hand")]
    public float CustomMapping() => SourceRows.Read(_customMapped, "Features");

    [BenchmarkCategory("Apply")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "ExtractPixels, ONNX Runtime")]
    public float Onnx() => _onnx.Run(_pixels, "Pixels");

    [BenchmarkCategory("Apply")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "A memory copy of the features alone")]
    public float MemoryCopy() => SourceRows.Read(_floats, "Pixels");

    [BenchmarkCategory("Fit")]
    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "NormalizeBatch on the image")]
    public BatchNormTransformer FitImages() => Fit("Image", _images);

    [BenchmarkCategory("Fit")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "ExtractPixels, NormalizeBatch")]
    public BatchNormTransformer FitPixels() => Fit("Pixels", _pixels);

    [BenchmarkCategory("Fit")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "ExtractPixels, plain scalar loop")]
    public double FitByHand()
    {
        var statistics = new HandWrittenStatistics(channels: 3, ChannelLayout.ChannelsFirst);
        SourceRows.Read(_pixels, "Pixels", ref _buffer, row => statistics.Add(row.GetValues()));
        return statistics.Variance(0);
    }

    private BatchNormTransformer Fit(string column, IDataView view) => _mlContext.Transforms
        .NormalizeBatch("Features", column, new BatchNormEstimator.Options { MaxDegreeOfParallelism = 1 })
        .Fit(view);
}
