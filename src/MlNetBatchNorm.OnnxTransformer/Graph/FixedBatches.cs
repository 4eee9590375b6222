using System.Buffers.Binary;
using MlNetBatchNorm.Onnx;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>Batch sizes that an export has written into a graph: a Reshape to [1, …] does not take two images.</summary>
internal static class FixedBatches
{
    /// <summary>What to do about them; empty where there is none.</summary>
    public static string Remedy(GraphProto graph)
    {
        string[] nodes = [.. graph.Node.Where(node => node.OpType == "Reshape" && node.Input.Count > 1 && FirstOf(graph, node.Input[1]) > 0).Select(node => $"'{node.Name}'").Take(3)];
        return nodes.Length == 0
            ? ""
            : $" The batch size may be written into the graph: the Reshape nodes {string.Join(", ", nodes)} have a fixed first dimension. Export the model with an open batch, or close that " +
              "of the input: python -m onnxruntime.tools.make_dynamic_shape_fixed --dim_param batch --dim_value 1 model.onnx fixed.onnx; then its layers are adapted one image at a time.";
    }

    private static long FirstOf(GraphProto graph, string shape)
    {
        TensorProto? stored = graph.Initializer.FirstOrDefault(tensor => tensor.Name == shape)
            ?? graph.Node.FirstOrDefault(node => node.OpType == "Constant" && node.Output.Contains(shape))?.Attribute.FirstOrDefault(attribute => attribute.T is not null)?.T;
        if (stored is null || stored.DataType != (int)DataType.Int64)
            return 0;
        return stored.Int64Data.Count > 0 ? stored.Int64Data[0]
            : stored.RawData.Length >= sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(stored.RawData.Span) : 0;
    }
}
