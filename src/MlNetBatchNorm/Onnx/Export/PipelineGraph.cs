using Microsoft.ML.Model.OnnxConverter;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Persistence;
using AttributeType = MlNetBatchNorm.Onnx.AttributeProto.Types.AttributeType;

namespace MlNetBatchNorm.Onnx.Export;

/// <summary>
/// Adds columns to the ONNX model that ML.NET's ConvertToOnnx makes of a whole pipeline. The nodes are those of <see cref="ColumnNodes"/>;
/// names are given by ML.NET's context, which knows every other column and variable.
/// </summary>
internal sealed class PipelineGraph(OnnxContext context)
{
    /// <summary>The least that ML.NET writes; it has the BatchNormalization that is used here.</summary>
    private const int Opset = 9;

    /// <exception cref="InvalidOperationException">A column cannot be expressed in ONNX; the message names it and the reason.</exception>
    public void Add(IReadOnlyList<FittedColumn> columns)
    {
        context.CheckOpSetVersion(Opset, BatchNormModelHeader.LoaderSignature);

        // All inputs before any output: adding an output takes the column's name from an input that has it too.
        string?[] inputs = [.. columns.Select(column =>
            context.ContainsColumn(column.Input.ColumnName) ? context.GetVariableName(column.Input.ColumnName) : null)];
        for (int i = 0; i < inputs.Length; i++)
            Add(columns[i], inputs[i], columns);
    }

    private void Add(FittedColumn column, string? input, IReadOnlyList<FittedColumn> columns)
    {
        OnnxValidation.Check(column);
        if (input is null)
        {
            // What comes before could not be expressed in ONNX, so this column cannot either; ML.NET then leaves it out, or says so.
            context.RemoveColumn(column.OutputColumnName);
            return;
        }

        string output = context.AddIntermediateVariable(column.Input.OutputType, column.OutputColumnName);
        var graph = new GraphProto();
        new ColumnNodes(graph, new OnnxNames(columns), WithRankOf(column), Opset).Write(input, output);
        Copy(graph, output);
    }

    /// <summary>A vector of one value is [batch, 1] to ML.NET, whatever its dimensions.</summary>
    private static FittedColumn WithRankOf(FittedColumn column) =>
        column.Input.Channels.Size == 1 ? column with { Input = column.Input with { Dimensions = [1] } } : column;

    private void Copy(GraphProto graph, string output)
    {
        Dictionary<string, string> names = graph.Initializer.ToDictionary(tensor => tensor.Name, Add);
        foreach (NodeProto node in graph.Node)
        {
            string inner = node.Output[0];
            names[inner] = inner == output ? output : context.AddIntermediateVariable(null, Free(inner), skip: true);
            OnnxNode copy = context.CreateNode(node.OpType, node.Input.Select(name => names.GetValueOrDefault(name, name)), [names[inner]],
                context.GetNodeName(node.Name), domain: "");
            foreach (AttributeProto attribute in node.Attribute)
                Copy(attribute, copy);
        }
    }

    private string Add(TensorProto tensor)
    {
        string name = Free(tensor.Name);
        return tensor.FloatData.Count > 0 ? context.AddInitializer(tensor.FloatData, tensor.Dims, name)
            : tensor.DoubleData.Count > 0 ? context.AddInitializer(tensor.DoubleData, tensor.Dims, name)
            : context.AddInitializer(tensor.Int64Data, tensor.Dims, name);
    }

    private static void Copy(AttributeProto attribute, OnnxNode node)
    {
        if (attribute.Type == AttributeType.Float)
            node.AddAttribute(attribute.Name, (double)attribute.F);
        else if (attribute.Type == AttributeType.Int)
            node.AddAttribute(attribute.Name, attribute.I);
        else
            node.AddAttribute(attribute.Name, attribute.Ints);
    }

    /// <summary>A name that no column has: ML.NET would take the name from it.</summary>
    private string Free(string name)
    {
        while (context.ContainsColumn(name))
            name += "_";
        return name;
    }
}
