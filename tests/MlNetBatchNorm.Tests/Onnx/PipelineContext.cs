using System.Runtime.CompilerServices;
using Google.Protobuf;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using MlNetBatchNorm.Onnx;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>
/// The side of ML.NET's ONNX export that transforms see, with the behavior of its OnnxContextImpl: columns map to variables, and a name
/// that is asked for twice gets a number. What it collects is a model for ONNX Runtime.
/// </summary>
internal sealed partial class PipelineContext(int opset = PipelineContext.NewestOpset) : OnnxContext
{
    private const int NewestOpset = 12;

    private readonly Dictionary<string, string> _columns = [];
    private readonly HashSet<string> _variables = [];
    private readonly HashSet<string> _nodes = [];

    public GraphProto Graph { get; } = new() { Name = "pipeline" };

    public void AddInput(string column, DataType type, IEnumerable<int> dimensions) =>
        Graph.Input.Add(OnnxMessages.Value(AddVariable(column), type, dimensions));

    public void AddOutput(string column, DataType type, IEnumerable<int> dimensions) =>
        Graph.Output.Add(OnnxMessages.Value(GetVariableName(column), type, dimensions));

    public byte[] ToModel() => new ModelProto { IrVersion = 7, OpsetImport = { new OperatorSetIdProto { Version = opset } }, Graph = Graph }.ToByteArray();

    public override bool ContainsColumn(string colName) => _columns.ContainsKey(colName);

    public override bool IsVariableDefined(string variableName) => _variables.Contains(variableName);

    public override string GetVariableName(string colName) => _columns[colName];

    public override void RemoveColumn(string colName, bool removeVariable = false) => _columns.Remove(colName);

    public override void CheckOpSetVersion(int thisTransformerMinumumOpSetVersion, string registerTransformerName) =>
        Assert.True(opset >= thisTransformerMinumumOpSetVersion, registerTransformerName);

    public override string GetNodeName(string prefix) => Unique(prefix, _nodes);

    public override string AddIntermediateVariable(DataViewType type, string colName, bool skip = false)
    {
        Assert.True(skip || type is not null, "A type is needed where it is not skipped.");
        return AddVariable(colName);
    }

    public override OnnxNode CreateNode(string opType, IEnumerable<string> inputs, IEnumerable<string> outputs, string name, string? domain = null)
    {
        Assert.Equal("", domain);
        var node = new NodeProto { OpType = opType, Input = { inputs }, Output = { outputs }, Name = name };
        Graph.Node.Add(node);
        return new PipelineNode(node);
    }

    public override string AddInitializer(IEnumerable<float> values, IEnumerable<long> dims, string? name = null, bool makeUniqueName = true) =>
        Add(new TensorProto { DataType = (int)DataType.Float, FloatData = { values }, Dims = { dims } }, name!);

    public override string AddInitializer(IEnumerable<double> values, IEnumerable<long> dims, string? name = null, bool makeUniqueName = true) =>
        Add(new TensorProto { DataType = (int)DataType.Double, DoubleData = { values }, Dims = { dims } }, name!);

    public override string AddInitializer(IEnumerable<long> values, IEnumerable<long> dims, string? name = null, bool makeUniqueName = true) =>
        Add(new TensorProto { DataType = (int)DataType.Int64, Int64Data = { values }, Dims = { dims } }, name!);

    public override OnnxVersion GetOnnxVersion() => OnnxVersion.Stable;

    private string Add(TensorProto tensor, string name)
    {
        tensor.Name = AddVariable(name);
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string AddVariable(string column) => _columns[column] = Unique(column, _variables);

    private static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int i = 0; !taken.Add(unique); i++)
            unique = FormattableString.Invariant($"{name}{i}");
        return unique;
    }
}
