using System.Runtime.InteropServices;
using Google.Protobuf;
using MlNetBatchNorm.Onnx;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>Makes the small tensors of a graph.</summary>
internal static class Tensors
{
    /// <summary>A vector of numbers, rounded to floats or not.</summary>
    public static TensorProto Vector(string name, DataType type, IReadOnlyList<double> values) => new()
    {
        Name = name,
        Dims = { values.Count },
        DataType = (int)type,
        RawData = type == DataType.Double
            ? Bytes<double>([.. values])
            : Bytes<float>([.. values.Select(value => (float)value)]),
    };

    /// <summary>An output of a graph whose shape is left to the runtime.</summary>
    public static ValueInfoProto Output(string name, DataType type) => new()
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } },
    };

    /// <summary>An initializer as an input.</summary>
    public static ValueInfoProto Input(TensorProto tensor)
    {
        ValueInfoProto input = Output(tensor.Name, (DataType)tensor.DataType);
        input.Type.TensorType.Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimValue = tensor.Dims[0] } } };
        return input;
    }

    private static ByteString Bytes<T>(T[] values) where T : unmanaged => ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values));
}
