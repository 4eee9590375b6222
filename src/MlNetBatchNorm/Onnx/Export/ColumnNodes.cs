using System.Collections.Immutable;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.Onnx.Export;

/// <summary>
/// The nodes that normalize one column: a Cast for bytes, a Reshape for flat vectors, Transposes for channels last, and between them a Sub
/// where the mean is far from zero, and BatchNormalization, whose definition is https://onnx.ai/onnx/operators/onnx__BatchNormalization.html:
/// <c>Y = (X - input_mean) / sqrt(input_var + epsilon) * scale + B</c>, the channels being the second dimension.
/// </summary>
internal sealed class ColumnNodes(GraphProto graph, OnnxNames names, FittedColumn column, int opset)
{
    /// <summary>BatchNormalization has training_mode from this opset on; before, the number of outputs decides.</summary>
    private const int TrainingModeOpset = 14;

    /// <summary>ONNX's default; the cumulative average has no such number.</summary>
    private const float DefaultMomentum = 0.9f;

    /// <summary>In floats, rounding costs up to 2e-6 of the output there; an image's mean is three deviations from zero at most.</summary>
    private const double MaxOffset = 16;

    /// <summary>In Reshape: the dimension that the input has there.</summary>
    private const long SameDimension = 0;

    /// <summary>What the column's numbers are: the type of the nodes' statistics, and of the output.</summary>
    public static DataType OutputType(ColumnKind kind) => kind == ColumnKind.Double ? DataType.Double : DataType.Float;

    /// <summary>What the column is in the graph's input; images come as the bytes that are extracted of them.</summary>
    public static DataType InputType(ColumnKind kind) => kind.HoldsBytes() ? DataType.Uint8 : OutputType(kind);

    /// <summary>Adds the nodes that make <paramref name="output"/> of <paramref name="input"/>.</summary>
    public void Write(string input, string output)
    {
        NodeProto[] nodes = [.. Nodes()];
        string value = input;
        foreach (NodeProto node in nodes)
        {
            node.Name = names.Inner($"{column.OutputColumnName}/{node.OpType}");
            node.Input.Insert(0, value);
            value = node == nodes[^1] ? output : node.Name;
            node.Output.Add(value);
        }

        graph.Node.Add(nodes);
    }

    /// <summary>In the order of the data; each without its first input and its output.</summary>
    private IEnumerable<NodeProto> Nodes()
    {
        ChannelShape channels = column.Input.Channels;
        ImmutableArray<int> dimensions = column.Input.Dimensions;
        bool flat = dimensions.Length == 1 && channels.Spatial > 1;
        int rank = 1 + (flat ? 2 : dimensions.Length);
        bool last = channels.ChannelsLast && rank > 2;

        if (InputType(column.Input.Kind) != OutputType(column.Input.Kind))
            yield return new NodeProto { OpType = "Cast", Attribute = { OnnxMessages.Attribute("to", (long)OutputType(column.Input.Kind)) } };
        if (flat)
            yield return Reshape(last ? [SameDimension, channels.Spatial, channels.Channels] : [SameDimension, channels.Channels, channels.Spatial]);
        if (last)
            yield return Transpose([0, rank - 1, .. Enumerable.Range(1, rank - 2)]);
        if (NeedsSubtraction)
            yield return new NodeProto { OpType = "Sub", Input = { Channels("mean", column.Parameters.MeanOf, [column.Parameters.NumFeatures, .. Enumerable.Repeat(1, rank - 2)]) } };
        yield return BatchNormalization();
        if (last)
            yield return Transpose([0, .. Enumerable.Range(2, rank - 2), 1]);
        if (flat)
            yield return Reshape([SameDimension, channels.Size]);
    }

    private NodeProto Reshape(long[] dimensions)
    {
        TensorProto shape = OnnxMessages.Shape(names.Inner($"{column.OutputColumnName}/shape"), dimensions);
        graph.Initializer.Add(shape);
        return new NodeProto { OpType = "Reshape", Input = { shape.Name } };
    }

    private static NodeProto Transpose(int[] permutation) =>
        new() { OpType = "Transpose", Attribute = { OnnxMessages.Attribute("perm", permutation.Select(axis => (long)axis)) } };

    /// <summary>Without epsilon, a constant channel would be divided by 0: of the variance 1 and the scale 0, it gives its bias, as here.</summary>
    private NodeProto BatchNormalization()
    {
        BatchNormParameters parameters = column.Parameters;
        var node = new NodeProto
        {
            OpType = "BatchNormalization",
            Input =
            {
                Channels("scale", c => parameters.HasDeviation(c) ? parameters.Affine.Weight(c) : 0),
                Channels("B", c => parameters.Affine.Bias(c)),
                Channels("input_mean", c => NeedsSubtraction ? 0 : parameters.MeanOf(c)),
                Channels("input_var", c => parameters.HasDeviation(c) ? parameters.VarianceOf(c) : 1),
            },
            Attribute =
            {
                OnnxMessages.Attribute("epsilon", parameters.Epsilon),
                OnnxMessages.Attribute("momentum", parameters.Momentum is { } momentum ? 1 - momentum : DefaultMomentum),
            },
        };
        if (opset >= TrainingModeOpset)
            node.Attribute.Add(OnnxMessages.Attribute("training_mode", 0));
        return node;
    }

    /// <summary>
    /// Whether the mean is subtracted by a node of its own. ONNX Runtime computes <c>x * scale + (bias - mean * scale)</c>, which rounds to the digits of
    /// <c>mean * scale</c>.
    /// </summary>
    private bool NeedsSubtraction => Enumerable.Range(0, column.Parameters.NumFeatures)
        .Any(c => Math.Abs(column.Parameters.MeanOf(c) * column.Parameters.ScaleOf(c)) > MaxOffset);

    private string Channels(string operand, Func<int, double> value) => Channels(operand, value, [column.Parameters.NumFeatures]);

    private string Channels(string operand, Func<int, double> value, IEnumerable<int> dimensions)
    {
        string name = names.Inner($"{column.OutputColumnName}/{operand}");
        IEnumerable<double> values = Enumerable.Range(0, column.Parameters.NumFeatures).Select(value);
        IEnumerable<long> shape = dimensions.Select(dimension => (long)dimension);
        graph.Initializer.Add(OutputType(column.Input.Kind) == DataType.Double
            ? OnnxMessages.Doubles(name, shape, values)
            : OnnxMessages.Singles(name, shape, values.Select(item => (float)item)));
        return name;
    }
}
