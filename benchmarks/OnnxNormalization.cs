using Microsoft.ML.OnnxRuntime;

namespace MlNetBatchNorm.Benchmarks;

/// <summary>ONNX Runtime's BatchNormalization on one thread, on buffers that are bound beforehand.</summary>
internal sealed class OnnxNormalization : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly OrtValue _input;
    private readonly OrtValue _output;

    public OnnxNormalization(BatchNormTransformer transformer, int[] dimensions)
    {
        using var model = new MemoryStream();
        transformer.SaveAsOnnx(model);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new InferenceSession(model.ToArray(), options);
        long[] shape = [1, .. dimensions.Select(dimension => (long)dimension)];
        _input = OrtValue.CreateTensorValueFromMemory(Rows.Singles(dimensions.Aggregate(1, (a, b) => a * b))[0], shape);
        _output = OrtValue.CreateTensorValueFromMemory(new float[dimensions.Aggregate(1, (a, b) => a * b)], shape);
    }

    public void Run() => _session.Run(_runOptions, _session.InputNames, [_input], _session.OutputNames, [_output]);

    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }
}
