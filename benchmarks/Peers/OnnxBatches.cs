using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Peers;

/// <summary>A network in ONNX Runtime on one thread, which runs once for many images.</summary>
internal sealed class OnnxBatches : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly float[] _values;
    private readonly OrtValue _batch;
    private readonly string _input;
    private VBuffer<float> _row;

    public OnnxBatches(string modelFile, string input, int[] dimensions, int batchSize)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new InferenceSession(modelFile, options);
        _values = new float[batchSize * dimensions.Aggregate(1, (a, b) => a * b)];
        _batch = OrtValue.CreateTensorValueFromMemory(_values, [batchSize, .. dimensions.Select(dimension => (long)dimension)]);
        _input = input;
    }

    /// <summary>Runs the rows that make whole batches.</summary>
    public float Run(IDataView view, string column)
    {
        int filled = 0;
        return SourceRows.Read(view, column, ref _row, row =>
        {
            row.GetValues().CopyTo(_values.AsSpan(filled));
            filled += row.Length;
            if (filled < _values.Length)
                return;
            _session.Run(_runOptions, [_input], [_batch], _session.OutputNames).Dispose();
            filled = 0;
        });
    }

    public void Dispose()
    {
        _batch.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }
}
