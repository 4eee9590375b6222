using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>
/// Before opset 14, whose BatchNormalization ONNX Runtime doesn't train: the same in reductions over <c>[N, C, S]</c>, which any input is
/// reshaped to, so that its rank need not be known. The variance is that of the centered values: no digits are lost where the mean is far from 0.
/// </summary>
internal sealed class ReductionNodes
{
    private readonly GraphProto _graph;
    private readonly string _toRows, _toChannels, _toVector;

    /// <param name="graph">The graph that the nodes go into.</param>
    /// <param name="model">The model that it is made of.</param>
    public ReductionNodes(GraphProto graph, AdaptableModel model)
    {
        _graph = graph;
        (_toRows, _toChannels, _toVector) = (model.NameFor("shape/rows"), model.NameFor("shape/channels"), model.NameFor("shape/vector"));
        graph.Initializer.Add([OnnxMessages.Shape(_toRows, [0, 0, -1]), OnnxMessages.Shape(_toChannels, [1, -1, 1]), OnnxMessages.Shape(_toVector, [-1])]);
    }

    public IEnumerable<NodeProto> Create(AdaptableLayer layer, OutputNames names)
    {
        string epsilon = names.Inner + "epsilon";
        _graph.Initializer.Add(Tensors.Vector(epsilon, layer.Type, [layer.Old.Epsilon]));
        string input = layer.Node.Input[AdaptableLayer.X];
        var nodes = new List<NodeProto>();
        string x = Add("Reshape", input, _toRows);
        string mean = Reduce(x);
        string centered = Add("Sub", x, mean);
        string variance = Reduce(Add("Mul", centered, centered));
        string deviation = Add("Sqrt", Add("Add", variance, epsilon));
        string scale = Add("Div", Add("Reshape", layer.Node.Input[AdaptableLayer.Scale], _toChannels), deviation);
        string normalized = Add("Add", Add("Mul", centered, scale), Add("Reshape", layer.Node.Input[AdaptableLayer.Bias], _toChannels));
        AddAs(layer.Node.Output[0], "Reshape", normalized, Add("Shape", input));
        AddAs(names.Mean, "Reshape", mean, _toVector);
        AddAs(names.Variance, "Reshape", variance, _toVector);
        AddAs(names.Size, "Size", input);
        return nodes;

        string Reduce(string value)
        {
            string mean = Add("ReduceMean", value);
            nodes[^1].Attribute.Add([OnnxMessages.Attribute("axes", [0, 2]), OnnxMessages.Attribute("keepdims", 1)]);
            return mean;
        }

        string Add(string type, params string[] inputs) => AddAs($"{names.Inner}{nodes.Count}", type, inputs);

        string AddAs(string output, string type, params string[] inputs)
        {
            nodes.Add(new NodeProto { OpType = type, Input = { inputs }, Output = { output } });
            return output;
        }
    }
}
