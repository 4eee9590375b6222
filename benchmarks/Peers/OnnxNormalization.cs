using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Peers;

/// <summary>ONNX Runtime's BatchNormalization on one thread, on buffers that are bound beforehand, into which the rows are read.</summary>
internal sealed class OnnxNormalization : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly OrtValue _input;
    private readonly OrtValue _output;
    private VBuffer<float> _row;

    public OnnxNormalization(BatchNormTransformer transformer, int[] dimensions)
    {
        using var model = new MemoryStream();
        transformer.SaveAsOnnx(model);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new InferenceSession(model.ToArray(), options);
        long[] shape = [1, .. dimensions.Select(dimension => (long)dimension)];
        var pixels = new float[dimensions.Aggregate(1, (a, b) => a * b)];
        _row = new VBuffer<float>(pixels.Length, pixels);
        _input = OrtValue.CreateTensorValueFromMemory(pixels, shape);
        _output = OrtValue.CreateTensorValueFromMemory(new float[pixels.Length], shape);
    }

    public float Run(IDataView view, string column) => SourceRows.Read(view, column, ref _row,
        _ => _session.Run(_runOptions, _session.InputNames, [_input], _session.OutputNames, [_output]));

    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }
}
