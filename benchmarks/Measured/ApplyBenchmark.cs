using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>
/// Beside reading the same rows, which copies each, and beside what a .NET user would write or pick instead, on the same rows.
/// </summary>
[Description("Apply to a float image of 3x224x224, one thread")]
public class ApplyBenchmark
{
    private const int RowCount = 256;
    private readonly MLContext _mlContext = new(1);
    private readonly float[] _output = new float[3 * 224 * 224];
    private VBuffer<float> _buffer;
    private IDataView _view = null!;
    private IDataView _normalized = null!;
    private IDataView _customMapped = null!;
    private HandWritten _handWritten = null!;
    private OnnxNormalization _onnx = null!;

    [Params(ChannelLayout.ChannelsFirst, ChannelLayout.ChannelsLast)]
    public ChannelLayout Layout { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] dimensions = Layout == ChannelLayout.ChannelsLast ? [224, 224, 3] : [3, 224, 224];
        _view = SourceRows.VectorView(RowCount, dimensions);
        BatchNormTransformer transformer = _mlContext.Transforms.NormalizeBatch("Features", "Pixels", momentum: null).Fit(_view);
        _normalized = transformer.Transform(_view);
        _handWritten = new HandWritten(transformer.Parameters[0]);
        _customMapped = _handWritten.Transform(_mlContext, _view, dimensions);
        _onnx = new OnnxNormalization(transformer, dimensions);
    }

    [GlobalCleanup]
    public void Cleanup() => _onnx.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "Reading alone: a memory copy")]
    public float Copy() => SourceRows.Read(_view, "Pixels");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "NormalizeBatch")]
    public float Apply() => SourceRows.Read(_normalized, "Features");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "ONNX Runtime, BatchNormalization")]
    public float Onnx() => _onnx.Run(_view, "Pixels");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "Plain scalar loop")]
    public float ScalarLoop() => SourceRows.Read(_view, "Pixels", ref _buffer, row => _handWritten.Normalize(row.GetValues(), _output));

    [Benchmark(OperationsPerInvoke = RowCount, Description = "CustomMapping with that loop")]
    public float CustomMapping() => SourceRows.Read(_customMapped, "Features");
}
