using MlNetBatchNorm.Onnx;
using AttributeType = MlNetBatchNorm.Onnx.AttributeProto.Types.AttributeType;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>Attributes of nodes that are made or changed.</summary>
internal static class NodeAttributes
{
    public const string TrainingMode = "training_mode";

    public static AttributeProto Number(string name, float value) => new() { Name = name, F = value, Type = AttributeType.Float };

    public static AttributeProto Integer(string name, long value) => new() { Name = name, I = value, Type = AttributeType.Int };

    public static AttributeProto Integers(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = AttributeType.Ints };

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
