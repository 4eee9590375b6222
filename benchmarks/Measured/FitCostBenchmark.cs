using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>Whole fits of few and of many rows: together they give what a fit costs before its first row, and what each row costs.</summary>
[Description("Whole fits on float images of 3x32x32, one thread")]
public class FitCostBenchmark
{
    private readonly MLContext _mlContext = new(1);
    private IDataView _view = null!;

    [Params(64, 10_000)]
    public int RowCount { get; set; }

    [GlobalSetup]
    public void Setup() => _view = SourceRows.VectorView(RowCount, 3, 32, 32);

    [Benchmark(Baseline = true, Description = "NormalizeBatch.Fit")]
    public ITransformer Fit() => _mlContext.Transforms
        .NormalizeBatch("Features", "Pixels", new BatchNormEstimator.Options { MaxDegreeOfParallelism = 1 }).Fit(_view);

    [Benchmark(Description = "NormalizeBatch.Fit, exact statistics")]
    public ITransformer FitExactly() => _mlContext.Transforms
        .NormalizeBatch("Features", "Pixels", new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact, MaxDegreeOfParallelism = 1 })
        .Fit(_view);

    [Benchmark(Description = "NormalizeMeanVariance.Fit")]
    public ITransformer FitStock() => _mlContext.Transforms.NormalizeMeanVariance("Features", "Pixels").Fit(_view);
}
