using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>
/// Beside ML.NET's NormalizeMeanVariance, which learns one mean per pixel, at sizes where it finishes: most of its fit is a fixed cost that grows
/// with the square of the number of pixels, so the time per row holds for this number of rows only.
/// </summary>
[Description("Beside ML.NET's NormalizeMeanVariance, per row of 64 rows")]
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
        _view = SourceRows.VectorView(RowCount, 3, Size, Size);
        _normalized = Fit().Transform(_view);
        _stock = FitStock().Transform(_view);
    }

    [BenchmarkCategory("Apply")]
    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "NormalizeBatch")]
    public float Apply() => SourceRows.Read(_normalized, "Features");

    [BenchmarkCategory("Apply")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "NormalizeMeanVariance")]
    public float ApplyStock() => SourceRows.Read(_stock, "Features");

    [BenchmarkCategory("Apply")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "A memory copy")]
    public float MemoryCopy() => SourceRows.Read(_view, "Pixels");

    [BenchmarkCategory("Fit")]
    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "NormalizeBatch")]
    public ITransformer Fit() => _mlContext.Transforms
        .NormalizeBatch("Features", "Pixels", new BatchNormEstimator.Options { MaxDegreeOfParallelism = 1 }).Fit(_view);

    [BenchmarkCategory("Fit")]
    [Benchmark(OperationsPerInvoke = RowCount, Description = "NormalizeMeanVariance")]
    public ITransformer FitStock() => _mlContext.Transforms.NormalizeMeanVariance("Features", "Pixels").Fit(_view);
}
