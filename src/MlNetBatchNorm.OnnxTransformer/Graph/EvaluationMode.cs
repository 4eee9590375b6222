using MlNetBatchNorm.Access;
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

    /// <exception cref="InvalidOperationException">Something needs what only training mode computes.</exception>
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
            // The others are what training mode computes besides; the name of one that is left out is empty.
            if (node.Output.Skip(1).FirstOrDefault(output => output.Length > 0 && readers.ContainsKey(output)) is { } read)
                throw Errors.Data(
                    $"BatchNormalization '{new BatchNormNode(node).Name}' gives its running statistics to others, as '{read}', which only a model in training mode does. " +
                    "Export the model in evaluation mode.");
            while (node.Output.Count > 1)
                node.Output.RemoveAt(node.Output.Count - 1);
        }
    }
}
