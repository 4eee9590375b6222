using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>
/// Before opset 14, whose BatchNormalization ONNX Runtime doesn't train: the same in reductions over <c>[N, C, S]</c>, which any input is
/// reshaped to, so that its rank need not be known. The variance is that of the centered values: no digits are lost where the mean is far from 0.
/// </summary>
internal sealed class ReductionNodes(GraphProto graph) : ILayerNodes
{
    private const string ToRows = "adapted_shape_rows", ToChannels = "adapted_shape_channels", ToVector = "adapted_shape_vector";

    public IEnumerable<NodeProto> Create(AdaptableLayer layer, OutputNames names)
    {
        AddShapes();
        string epsilon = names.Inner + "epsilon";
        graph.Initializer.Add(Tensors.Vector(epsilon, layer.Type, [layer.Old.Epsilon]));
        string input = layer.Node.Input[AdaptableLayer.X];
        var nodes = new List<NodeProto>();
        string x = Add("Reshape", input, ToRows);
        string mean = Reduce(x);
        string centered = Add("Sub", x, mean);
        string variance = Reduce(Add("Mul", centered, centered));
        string deviation = Add("Sqrt", Add("Add", variance, epsilon));
        string scale = Add("Div", Add("Reshape", layer.Node.Input[AdaptableLayer.Scale], ToChannels), deviation);
        string normalized = Add("Add", Add("Mul", centered, scale), Add("Reshape", layer.Node.Input[AdaptableLayer.Bias], ToChannels));
        AddAs(layer.Node.Output[0], "Reshape", normalized, Add("Shape", input));
        AddAs(names.Mean, "Reshape", mean, ToVector);
        AddAs(names.Variance, "Reshape", variance, ToVector);
        AddAs(names.Size, "Size", input);
        return nodes;

        string Reduce(string value)
        {
            string mean = Add("ReduceMean", value);
            nodes[^1].Attribute.Add([NodeAttributes.Integers("axes", 0, 2), NodeAttributes.Integer("keepdims", 1)]);
            return mean;
        }

        string Add(string type, params string[] inputs) => AddAs($"{names.Inner}{nodes.Count}", type, inputs);

        string AddAs(string output, string type, params string[] inputs)
        {
            nodes.Add(new NodeProto { OpType = type, Input = { inputs }, Output = { output } });
            return output;
        }
    }

    private void AddShapes()
    {
        if (graph.Initializer.All(tensor => tensor.Name != ToRows))
            graph.Initializer.Add([Tensors.Shape(ToRows, 0, 0, -1), Tensors.Shape(ToChannels, 1, -1, 1), Tensors.Shape(ToVector, -1)]);
    }
}
