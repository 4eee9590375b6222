using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Onnx.Import;

/// <summary>Finds a BatchNormalization node among those of a file.</summary>
internal static class BatchNormNodes
{
    private const int MaxListedNames = 1000;

    /// <param name="nodes">The file's nodes.</param>
    /// <param name="nodeName">The name of a node, or of its output; empty where there is only one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such node, or more than one; the message lists those that there are.</exception>
    public static BatchNormNode Find(IReadOnlyList<NodeProto> nodes, string nodeName)
    {
        BatchNormNode[] all = [.. nodes.Select(node => new BatchNormNode(node))];
        BatchNormNode[] found = nodeName.Length == 0 ? all : [.. all.Where(node => node.Name == nodeName || node.Output == nodeName)];
        if (found.Length == 1)
            return found[0];
        throw Errors.Parameter(nameof(nodeName), (all.Length, found.Length) switch
        {
            (0, _) => $"The ONNX model has no BatchNormalization node. {FoldedModel.Remedy}",
            (_, 0) => $"The ONNX model has no BatchNormalization node '{nodeName}'. {List(all)}",
            _ when nodeName.Length == 0 => $"The ONNX model has {all.Length} BatchNormalization nodes, and nodeName must say which. {List(all)}",
            _ => $"The ONNX model has {found.Length} BatchNormalization nodes named '{nodeName}'. Give the name of an output instead: {Names(found, node => node.Output)}.",
        });
    }

    private static string List(BatchNormNode[] nodes) => $"Its BatchNormalization nodes are: {Names(nodes, node => node.Name)}.";

    private static string Names(BatchNormNode[] nodes, Func<BatchNormNode, string> name) =>
        string.Join(", ", nodes.Take(MaxListedNames).Select(name)) + (nodes.Length > MaxListedNames ? ", …" : "");
}
