using MlNetBatchNorm.Onnx;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>A BatchNormalization node whose statistics are re-estimated.</summary>
/// <param name="Index">Its place among them, in the order of the graph.</param>
/// <param name="Node">The node in the model.</param>
/// <param name="Name">What messages and the log call it.</param>
/// <param name="Level">How many of them are before it on the longest way from the input: those of one level don't depend on each other.</param>
/// <param name="Type">The type of its mean and variance, Float or Double.</param>
/// <param name="Old">What the model came with.</param>
internal sealed record AdaptableLayer(int Index, NodeProto Node, string Name, int Level, DataType Type, BatchNormParameters Old)
{
    /// <summary>Where the inputs of the node stand.</summary>
    public const int X = 0, Scale = 1, Bias = 2, Mean = 3, Variance = 4;
}
