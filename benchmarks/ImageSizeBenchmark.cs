using BenchmarkDotNet.Attributes;
using Microsoft.ML;

namespace MlNetBatchNorm.Benchmarks;

/// <summary>The cost of a pixel stays the same however large the image is: 8x8 to 2048x2048, fitted and applied.</summary>
public class ImageSizeBenchmark
{
    private const int RowCount = 8;
    private readonly MLContext _mlContext = new(1);
    private IDataView _view = null!;
    private IDataView _normalized = null!;

    [Params(8, 32, 128, 512, 2048)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _view = Rows.VectorView(RowCount, 3, Size, Size);
        _normalized = Fit().Transform(_view);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "Read the rows (memory copy)")]
    public float Copy() => Rows.Read(_view, "Pixels");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "NormalizeBatch")]
    public float Apply() => Rows.Read(_normalized, "Features");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "NormalizeBatch.Fit")]
    public BatchNormTransformer Fit() => _mlContext.Transforms
        .NormalizeBatch("Features", "Pixels", new BatchNormEstimator.Options { MaxDegreeOfParallelism = 1 }).Fit(_view);
}
