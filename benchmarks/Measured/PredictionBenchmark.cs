using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>As a web service does it; copying the column alone is the baseline.</summary>
[Description("One row of 3x224x224 through a PredictionEngine")]
public class PredictionBenchmark
{
    private static readonly int[] Dimensions = [3, 224, 224];
    private readonly MLContext _mlContext = new(1);
    private readonly Row _row = new() { Pixels = SourceRows.Singles(3 * 224 * 224)[0] };
    private Result _result = new();
    private PredictionEngine<Row, Result> _copy = null!;
    private PredictionEngine<Row, Result> _normalize = null!;
    private PredictionEngine<Row, Result> _customMapping = null!;
    private PredictionEngine<Row, Result> _onnx = null!;

    [GlobalSetup]
    public void Setup()
    {
        IDataView view = _mlContext.Data.LoadFromEnumerable([_row]);
        BatchNormTransformer transformer = _mlContext.Transforms.NormalizeBatch("Features", "Pixels").Fit(view);
        _copy = CreateEngine(_mlContext.Transforms.CopyColumns("Features", "Pixels").Fit(view));
        _normalize = CreateEngine(transformer);
        _customMapping = CreateEngine(new HandWritten(transformer.Parameters[0]).CreateMapping(_mlContext, Dimensions).Fit(view));
        _onnx = CreateEngine(ApplyOnnxModel(transformer).Fit(view));
    }

    [Benchmark(Baseline = true, Description = "CopyColumns")]
    public void CopyColumns() => _copy.Predict(_row, ref _result);

    [Benchmark(Description = "NormalizeBatch")]
    public void Normalize() => _normalize.Predict(_row, ref _result);

    [Benchmark(Description = "CustomMapping by hand")]
    public void CustomMapping() => _customMapping.Predict(_row, ref _result);

    [Benchmark(Description = "ApplyOnnxModel, BatchNormalization")]
    public void Onnx() => _onnx.Predict(_row, ref _result);

    private OnnxScoringEstimator ApplyOnnxModel(BatchNormTransformer transformer)
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (FileStream model = File.Create(file))
                transformer.SaveAsOnnx(model);
            return _mlContext.Transforms.ApplyOnnxModel(
                new OnnxOptions { ModelFile = file, InputColumns = ["Pixels"], OutputColumns = ["Features"], IntraOpNumThreads = 1 });
        }
        finally
        {
            File.Delete(file);
        }
    }

    private PredictionEngine<Row, Result> CreateEngine(ITransformer transformer) =>
        _mlContext.Model.CreatePredictionEngine<Row, Result>(transformer);

    private sealed class Row
    {
        [VectorType(3, 224, 224)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class Result
    {
        [ColumnName("Features")]
        [VectorType(3, 224, 224)]
        public VBuffer<float> Values { get; set; }
    }
}
