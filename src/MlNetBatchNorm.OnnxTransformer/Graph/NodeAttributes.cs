using MlNetBatchNorm.Onnx;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>Changes attributes of nodes.</summary>
internal static class NodeAttributes
{
    public const string TrainingMode = "training_mode";

    /// <summary>Sets an attribute, in place of one of that name.</summary>
    public static void Set(NodeProto node, AttributeProto attribute)
    {
        Remove(node, attribute.Name);
        node.Attribute.Add(attribute);
    }

    public static void Remove(NodeProto node, string name)
    {
        if (node.Attribute.FirstOrDefault(attribute => attribute.Name == name) is { } found)
            node.Attribute.Remove(found);
    }
}
