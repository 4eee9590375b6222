using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Onnx.Import;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>
/// Turns a model that was exported in training mode, which keeps its BatchNormalization nodes too, into one to predict with: the nodes normalize
/// by their statistics, and Dropout lets everything pass.
/// </summary>
internal static class EvaluationMode
{
    private const int DropoutTrainingMode = 2;

    public static void Set(GraphProto graph)
    {
        Dictionary<string, int> readers = GraphValues.CountReaders(graph);
        foreach (NodeProto node in graph.Node)
        {
            if (node.OpType == "Dropout" && node.Input.Count > DropoutTrainingMode)
                node.Input.RemoveAt(DropoutTrainingMode);
            if (!BatchNormNode.Is(node))
                continue;
            NodeAttributes.Remove(node, NodeAttributes.TrainingMode);
            // What training mode computes besides; where something reads it, the runtime will say so.
            while (node.Output.Count > 1 && !readers.ContainsKey(node.Output[^1]))
                node.Output.RemoveAt(node.Output.Count - 1);
        }
    }
}
