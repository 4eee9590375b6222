using BenchmarkDotNet.Attributes;
using Microsoft.ML;

namespace MlNetBatchNorm.Benchmarks;

/// <summary>
/// Applying to float images, one thread, beside reading the same rows (a copy each), and what a .NET user would write or pick instead. What
/// a transform adds is its time less the copy's.
/// </summary>
public class ApplyBenchmark
{
    private const int RowCount = 64;
    private readonly MLContext _mlContext = new(1);
    private IDataView _view = null!;
    private IDataView _normalized = null!;
    private IDataView _customMapped = null!;
    private OnnxNormalization _onnx = null!;
    private float[] _row = null!;
    private float[] _output = null!;

    [Params(ChannelLayout.ChannelsFirst, ChannelLayout.ChannelsLast)]
    public ChannelLayout Layout { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] dimensions = Layout == ChannelLayout.ChannelsLast ? [224, 224, 3] : [3, 224, 224];
        _view = Rows.VectorView(RowCount, dimensions);
        BatchNormTransformer transformer = _mlContext.Transforms.NormalizeBatch("Features", "Pixels", momentum: null).Fit(_view);
        _normalized = transformer.Transform(_view);
        _customMapped = HandWritten.Transform(_mlContext, _view, transformer.Parameters[0], dimensions);
        _onnx = new OnnxNormalization(transformer, dimensions);
        _row = Rows.Singles(3 * 224 * 224)[0];
        _output = new float[_row.Length];
    }

    [GlobalCleanup]
    public void Cleanup() => _onnx.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "Read the rows (memory copy)")]
    public float Copy() => Rows.Read(_view, "Pixels");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "NormalizeBatch")]
    public float Apply() => Rows.Read(_normalized, "Features");

    [Benchmark(Description = "ONNX Runtime BatchNormalization, one thread, without reading")]
    public void Onnx() => _onnx.Run();

    [Benchmark(OperationsPerInvoke = RowCount, Description = "CustomMapping, loop written by hand")]
    public float CustomMapping() => Rows.Read(_customMapped, "Features");

    [Benchmark(Description = "Plain scalar loop, without reading")]
    public float[] ScalarLoop()
    {
        HandWritten.Normalize(_row, _output, [127, 127, 127], [0.01f, 0.01f, 0.01f], Layout);
        return _output;
    }
}
