using BenchmarkDotNet.Attributes;
using Microsoft.ML;

namespace MlNetBatchNorm.Benchmarks;

/// <summary>
/// Beside ML.NET's NormalizeMeanVariance, which learns one mean for each pixel: at sizes where that finishes, because its fit grows with
/// the square of the number of pixels.
/// </summary>
public class StockNormalizerBenchmark
{
    private const int RowCount = 64;
    private readonly MLContext _mlContext = new(1);
    private IDataView _view = null!;
    private IDataView _normalized = null!;
    private IDataView _stock = null!;

    [Params(16, 32)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _view = Rows.VectorView(RowCount, 3, Size, Size);
        _normalized = Fit().Transform(_view);
        _stock = FitStock().Transform(_view);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "Apply: NormalizeBatch")]
    public float Apply() => Rows.Read(_normalized, "Features");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "Apply: NormalizeMeanVariance")]
    public float ApplyStock() => Rows.Read(_stock, "Features");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "Fit: NormalizeBatch")]
    public ITransformer Fit() => _mlContext.Transforms
        .NormalizeBatch("Features", "Pixels", new BatchNormEstimator.Options { MaxDegreeOfParallelism = 1 }).Fit(_view);

    [Benchmark(OperationsPerInvoke = RowCount, Description = "Fit: NormalizeMeanVariance")]
    public ITransformer FitStock() => _mlContext.Transforms.NormalizeMeanVariance("Features", "Pixels").Fit(_view);
}
