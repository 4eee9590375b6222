using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>As many pixels in every case, in few large images or in many small ones.</summary>
[Description("One pixel of three float channels, in images of 8x8 to 2048x2048, one thread")]
public class ImageSizeBenchmark
{
    private const int PixelCount = 4 * 2048 * 2048;
    private readonly MLContext _mlContext = new(1);
    private IDataView _view = null!;
    private IDataView _normalized = null!;

    [Params(8, 32, 128, 512, 2048)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _view = SourceRows.VectorView(PixelCount / (Size * Size), 3, Size, Size);
        _normalized = Fit().Transform(_view);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PixelCount, Description = "Reading alone: a memory copy")]
    public float Copy() => SourceRows.Read(_view, "Pixels");

    [Benchmark(OperationsPerInvoke = PixelCount, Description = "NormalizeBatch")]
    public float Apply() => SourceRows.Read(_normalized, "Features");

    [Benchmark(OperationsPerInvoke = PixelCount, Description = "NormalizeBatch.Fit")]
    public BatchNormTransformer Fit() => _mlContext.Transforms
        .NormalizeBatch("Features", "Pixels", new BatchNormEstimator.Options { MaxDegreeOfParallelism = 1 }).Fit(_view);
}
