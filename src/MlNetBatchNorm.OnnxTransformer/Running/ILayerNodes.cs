using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>The nodes that stand in for a layer: its output, normalized by the batch, and the moments of the batch.</summary>
internal interface ILayerNodes
{
    IEnumerable<NodeProto> Create(AdaptableLayer layer, OutputNames names);
}
