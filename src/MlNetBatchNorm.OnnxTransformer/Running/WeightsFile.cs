using System.Globalization;
using System.Runtime.InteropServices;
using MlNetBatchNorm.Onnx;
using DataLocation = MlNetBatchNorm.Onnx.TensorProto.Types.DataLocation;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>
/// The weights of a model in one file, as external data, which the runtime maps into memory: however many graphs are made of the model, none
/// of them holds a copy.
/// </summary>
internal sealed class WeightsFile
{
    private const string Name = "weights.bin";

    /// <summary>Smaller tensors stay in the graph.</summary>
    private const int MinBytes = 1024;

    private readonly Dictionary<TensorProto, TensorProto> _stored = new(ReferenceEqualityComparer.Instance);

    /// <param name="folder">Where to write it; the graphs must be there too.</param>
    /// <param name="graph">The model's graph, which is not changed.</param>
    public WeightsFile(string folder, GraphProto graph)
    {
        using FileStream file = File.Create(Path.Combine(folder, Name));
        foreach (TensorProto tensor in graph.Initializer)
        {
            ReadOnlySpan<byte> data = tensor.RawData.IsEmpty && tensor.DataType == (int)DataType.Float
                ? MemoryMarshal.AsBytes<float>(tensor.FloatData.ToArray())
                : tensor.RawData.Span;
            if (data.Length < MinBytes)
                continue;
            file.Position = (file.Position + AlignedMemory.Alignment - 1) / AlignedMemory.Alignment * AlignedMemory.Alignment;
            _stored[tensor] = Reference(tensor, file.Position, data.Length);
            file.Write(data);
        }
    }

    /// <summary>An initializer of the model as its graphs have it.</summary>
    public TensorProto Stored(TensorProto tensor) => _stored.GetValueOrDefault(tensor, tensor);

    private static TensorProto Reference(TensorProto tensor, long offset, int length) => new()
    {
        Name = tensor.Name,
        Dims = { tensor.Dims },
        DataType = tensor.DataType,
        DataLocation = DataLocation.External,
        ExternalData = { Entry("location", Name), Entry("offset", Text(offset)), Entry("length", Text(length)) },
    };

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
