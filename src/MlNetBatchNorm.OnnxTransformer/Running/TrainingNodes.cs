using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>
/// From opset 14 on, BatchNormalization itself in training mode, whose outputs are <c>old * momentum + batch * (1 - momentum)</c>: with momentum 0
/// the batch's own (biased) moments.
/// </summary>
internal static class TrainingNodes
{
    public static IEnumerable<NodeProto> Create(AdaptableLayer layer, OutputNames names)
    {
        NodeProto node = layer.Node.Clone();
        NodeAttributes.Set(node, OnnxMessages.Attribute(NodeAttributes.TrainingMode, 1));
        NodeAttributes.Set(node, OnnxMessages.Attribute("momentum", 0f));
        node.Output.Add([names.Mean, names.Variance]);
        return [node, new NodeProto { OpType = "Size", Input = { node.Input[AdaptableLayer.X] }, Output = { names.Size } }];
    }
}
