using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>
/// The cost of a row stays the same however many there are, and the memory too: 1,000,000 rows are read in every case, in fits of 10 to
/// 1,000,000.
/// </summary>
[Description("One row of 3x32x32 in fits of 10 to 1,000,000 rows, one thread")]
public class RowCountBenchmark
{
    private const int AllRows = 1_000_000;
    private readonly MLContext _mlContext = new(1);
    private IDataView _view = null!;
    private IDataView _normalized = null!;

    [Params(10, 1_000, 100_000, 1_000_000)]
    public int RowCount { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _view = SourceRows.VectorView(RowCount, 3, 32, 32);
        _normalized = FitOnce().Transform(_view);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = AllRows, Description = "Reading alone: a memory copy")]
    public float Copy() => ReadAll(_view, "Pixels");

    [Benchmark(OperationsPerInvoke = AllRows, Description = "NormalizeBatch")]
    public float Apply() => ReadAll(_normalized, "Features");

    [Benchmark(OperationsPerInvoke = AllRows, Description = "NormalizeBatch.Fit")]
    public void Fit()
    {
        for (int rows = 0; rows < AllRows; rows += RowCount)
            FitOnce();
    }

    private float ReadAll(IDataView view, string column)
    {
        float last = 0;
        for (int rows = 0; rows < AllRows; rows += RowCount)
            last += SourceRows.Read(view, column);
        return last;
    }

    private BatchNormTransformer FitOnce() => _mlContext.Transforms
        .NormalizeBatch("Features", "Pixels", new BatchNormEstimator.Options { MaxDegreeOfParallelism = 1 }).Fit(_view);
}
