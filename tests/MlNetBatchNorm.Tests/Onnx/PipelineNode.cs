using Microsoft.ML.Model.OnnxConverter;
using MlNetBatchNorm.Onnx;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>A node that <see cref="PipelineContext"/> has made.</summary>
internal sealed class PipelineNode(NodeProto node) : OnnxNode
{
    public override void AddAttribute(string argName, double value) => node.Attribute.Add(OnnxMessages.Attribute(argName, (float)value));

    public override void AddAttribute(string argName, long value) => node.Attribute.Add(OnnxMessages.Attribute(argName, value));

    public override void AddAttribute(string argName, IEnumerable<long> value) => node.Attribute.Add(OnnxMessages.Attribute(argName, value));

    public override void AddAttribute(string argName, ReadOnlyMemory<char> value) => throw new NotSupportedException();

    public override void AddAttribute(string argName, string value) => throw new NotSupportedException();

    public override void AddAttribute(string argName, bool value) => throw new NotSupportedException();

    public override void AddAttribute(string argName, IEnumerable<double> value) => throw new NotSupportedException();

    public override void AddAttribute(string argName, IEnumerable<float> value) => throw new NotSupportedException();

    public override void AddAttribute(string argName, IEnumerable<ReadOnlyMemory<char>> value) => throw new NotSupportedException();

    public override void AddAttribute(string argName, string[] value) => throw new NotSupportedException();

    public override void AddAttribute(string argName, IEnumerable<string> value) => throw new NotSupportedException();

    public override void AddAttribute(string argName, IEnumerable<bool> value) => throw new NotSupportedException();

    public override void AddAttribute(string argName, Type t) => throw new NotSupportedException();
}
