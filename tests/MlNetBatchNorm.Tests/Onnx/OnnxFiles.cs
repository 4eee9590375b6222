using Google.Protobuf;
using MlNetBatchNorm.Onnx;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>Makes models of one BatchNormalization node 'bn' of two channels, for tests that change them.</summary>
internal static class OnnxFiles
{
    private static readonly string[] Values = ["scale", "B", "mean", "var"];

    /// <param name="others">Initializers that the node doesn't use, before those that it does.</param>
    public static ModelProto Model(Dictionary<string, float[]>? others = null)
    {
        var graph = new GraphProto
        {
            Name = "graph",
            Node = { new NodeProto { Name = "bn", OpType = "BatchNormalization", Input = { "X", "scale", "B", "mean", "var" }, Output = { "Y" } } },
        };
        foreach ((string name, float[] values) in others ?? [])
            graph.Initializer.Add(Tensor(name, values));
        graph.Initializer.Add(Values.Select(name => Tensor(name, [1, 2])));
        return new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = 15 } } };
    }

    public static void Write(string path, ModelProto model)
    {
        using FileStream file = File.Create(path);
        model.WriteTo(file);
    }

    private static TensorProto Tensor(string name, float[] values) => new()
    {
        Name = name,
        Dims = { values.Length },
        DataType = (int)DataType.Float,
        RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values)),
    };
}
