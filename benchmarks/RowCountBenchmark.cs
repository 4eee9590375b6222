using BenchmarkDotNet.Attributes;
using Microsoft.ML;

namespace MlNetBatchNorm.Benchmarks;

/// <summary>The cost of one image stays the same however many there are: fitting 10 to 1,000,000 rows of 3x32x32.</summary>
public class RowCountBenchmark
{
    private readonly MLContext _mlContext = new(1);
    private IDataView _view = null!;

    [Params(10, 1_000, 100_000, 1_000_000)]
    public int RowCount { get; set; }

    [GlobalSetup]
    public void Setup() => _view = Rows.VectorView(RowCount, 3, 32, 32);

    [Benchmark(Description = "NormalizeBatch.Fit, all rows")]
    public BatchNormTransformer Fit() => _mlContext.Transforms
        .NormalizeBatch("Features", "Pixels", new BatchNormEstimator.Options { MaxDegreeOfParallelism = 1 }).Fit(_view);
}
