using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.Onnx.Export;

/// <summary>Makes the ONNX model of a transformer.</summary>
internal static class OnnxModel
{
    /// <summary>The format's version that came with <see cref="Opset"/>.</summary>
    private const int IrVersion = 8;

    /// <summary>The first whose BatchNormalization allows what later ones do: https://onnx.ai/onnx/operators/onnx__BatchNormalization.html.</summary>
    private const int Opset = 15;

    /// <exception cref="InvalidOperationException">A column cannot be expressed in ONNX; the message names it and the reason.</exception>
    public static ModelProto Create(IReadOnlyList<FittedColumn> columns)
    {
        var graph = new GraphProto { Name = nameof(MlNetBatchNorm) };
        var names = new OnnxNames(columns);
        foreach (FittedColumn column in columns)
        {
            OnnxValidation.Check(column);
            string output = names.Output(column);
            if (!graph.Input.Any(input => input.Name == column.Input.ColumnName))
                graph.Input.Add(Input(column));
            graph.Output.Add(OnnxMessages.Value(output, ColumnNodes.OutputType(column.Input.Kind), column.Input.Dimensions));
            new ColumnNodes(graph, names, column, Opset).Write(column.Input.ColumnName, output);
        }

        return new ModelProto
        {
            IrVersion = IrVersion,
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
            ProducerName = nameof(MlNetBatchNorm),
            ProducerVersion = MlNetVersion.OfLibrary,
            Graph = graph,
        };
    }

    private static ValueInfoProto Input(FittedColumn column)
    {
        DataType type = ColumnNodes.InputType(column.Input.Kind);
        ValueInfoProto input = OnnxMessages.Value(column.Input.ColumnName, type, column.Input.Dimensions);
        if (column.Input.Image is { } image)
            input.DocString = $"Pixels of an image, from 0 to 255, with channels {image.Channels}.";
        return input;
    }
}
