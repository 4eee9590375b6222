using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Onnx.Import;
using MlNetBatchNorm.OnnxAdaptation.Graph;
using MlNetBatchNorm.OnnxAdaptation.Moments;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>Runs a statistics graph.</summary>
internal sealed class MomentsSession : IDisposable
{
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly InferenceSession _session;
    private readonly string _path;
    private readonly AdaptableModel _model;

    /// <param name="env">Has the options that ML.NET's own ONNX sessions are made with.</param>
    /// <param name="graph">The statistics graph.</param>
    /// <param name="model">The model that it is made of, for messages.</param>
    /// <param name="path">Where to write it, beside the file of its weights.</param>
    /// <exception cref="InvalidOperationException">ONNX Runtime cannot load it.</exception>
    public MomentsSession(IHostEnvironment env, ModelProto graph, AdaptableModel model, string path)
    {
        (_path, _model) = (path, model);
        using (FileStream file = File.Create(path))
            graph.WriteTo(file);
        _inputs = [.. GraphValues.FedInputs(graph.Graph).Select(input => input.Name)];
        _outputs = [.. graph.Graph.Output.Select(output => output.Name)];
        using SessionOptions options = Options(env);
        _session = Guard("load", () => new InferenceSession(path, options));
    }

    /// <summary>Runs a batch and adds its moments to the layers' statistics, which are in the order of the graph's outputs.</summary>
    /// <exception cref="InvalidOperationException">ONNX Runtime cannot run it.</exception>
    public void Run(OrtValue batch, IReadOnlyList<LayerStatistics> layers)
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = Guard("run", () => _session.Run(_runOptions, _inputs, [batch], _outputs));
        for (int i = 0; i < layers.Count; i++)
        {
            double[] mean = Numbers(outputs[i * StatisticsGraph.OutputsPerLayer]);
            double[] variance = Numbers(outputs[(i * StatisticsGraph.OutputsPerLayer) + 1]);
            long count = outputs[(i * StatisticsGraph.OutputsPerLayer) + 2].GetTensorDataAsSpan<long>()[0] / mean.Length;
            layers[i].Batch.Add(count, mean, [.. variance.Select(value => value * count)]);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }

    /// <summary>As ML.NET makes them: its threads, or whatever the program has set on its MLContext.</summary>
    private static SessionOptions Options(IHostEnvironment env)
    {
        OnnxSessionOptions? given = env.GetOnnxSessionOption();
        return given?.CreateSessionOptions?.Invoke() ?? new SessionOptions
        {
            IntraOpNumThreads = given?.IntraOpNumThreads ?? 0,
            InterOpNumThreads = given?.InterOpNumThreads ?? 0,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
    }

    private static double[] Numbers(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType == TensorElementType.Double
        ? value.GetTensorDataAsSpan<double>().ToArray()
        : Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), number => (double)number);

    private T Guard<T>(string verb, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (OnnxRuntimeException refusal)
        {
            // The path in its message is that of a file that will be gone.
            string message = refusal.Message.Replace(_path, _model.Path, StringComparison.Ordinal).TrimEnd('.', '\n', ' ');
            throw Errors.Data(ModelErrors.Named(
                $"ONNX Runtime cannot {verb} the model while its layers normalize by the batch: {message}.{FixedBatches.Remedy(_model.Model.Graph)}", _model.Path));
        }
    }
}
