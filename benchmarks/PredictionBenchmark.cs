using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Benchmarks;

/// <summary>One row at a time through a PredictionEngine, as a web service does it; copying the column alone is the baseline.</summary>
public class PredictionBenchmark
{
    private readonly MLContext _mlContext = new(1);
    private readonly Pixels _row = new() { Values = Rows.Singles(3 * 224 * 224)[0] };
    private Features _result = new();
    private PredictionEngine<Pixels, Features> _copy = null!;
    private PredictionEngine<Pixels, Features> _normalize = null!;

    [GlobalSetup]
    public void Setup()
    {
        IDataView view = _mlContext.Data.LoadFromEnumerable([_row]);
        _copy = _mlContext.Model.CreatePredictionEngine<Pixels, Features>(
            _mlContext.Transforms.CopyColumns("Features", "Values").Fit(view));
        _normalize = _mlContext.Model.CreatePredictionEngine<Pixels, Features>(
            _mlContext.Transforms.NormalizeBatch("Features", "Values").Fit(view));
    }

    [Benchmark(Baseline = true, Description = "CopyColumns")]
    public void Copy() => _copy.Predict(_row, ref _result);

    [Benchmark(Description = "NormalizeBatch")]
    public void Normalize() => _normalize.Predict(_row, ref _result);

    private sealed class Pixels
    {
        [VectorType(3, 224, 224)]
        public float[] Values { get; set; } = [];
    }

    private sealed class Features
    {
        [ColumnName("Features")]
        [VectorType(3, 224, 224)]
        public VBuffer<float> Values { get; set; }
    }
}
