using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.OnnxAdaptation.Graph;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>
/// Makes models that take a batch and give the moments of what some layers see, and nothing else. Those layers normalize by these moments, all
/// others by their statistics; what the moments don't need is cut off.
/// </summary>
internal static class StatisticsGraph
{
    /// <summary>The outputs of a layer: the mean per channel, the biased variance, and the number of values of all channels.</summary>
    public const int OutputsPerLayer = 3;

    public static ModelProto Create(AdaptableModel model, WeightsFile weights, ModelInput input, IReadOnlyList<AdaptableLayer> measured)
    {
        GraphProto original = model.Model.Graph;
        var graph = new GraphProto { Name = original.Name };
        // Creates the nodes that replace a layer: they output the batch normalized by its own moments, and those moments.
        Func<AdaptableLayer, OutputNames, IEnumerable<NodeProto>> create =
            model.Opset >= Opsets.TrainingMode ? TrainingNodes.Create : new ReductionNodes(graph, model).Create;
        var layers = new Dictionary<NodeProto, AdaptableLayer>(measured.Select(layer => KeyValuePair.Create(layer.Node, layer)), ReferenceEqualityComparer.Instance);
        foreach (NodeProto node in original.Node)
            graph.Node.Add(layers.TryGetValue(node, out AdaptableLayer? layer) ? create(layer, OutputNames.Of(model, layer)) : [node]);
        foreach (AdaptableLayer layer in measured)
        {
            OutputNames names = OutputNames.Of(model, layer);
            graph.Output.Add([Tensors.Output(names.Mean, layer.Type), Tensors.Output(names.Variance, layer.Type), Tensors.Output(names.Size, DataType.Int64)]);
        }

        graph.Initializer.Add(original.Initializer.Select(weights.Stored));
        graph.Input.Add(original.Input.Where(one => one.Name == input.Name || model.Model.IrVersion < 4));
        GraphCut.Apply(graph);
        return new ModelProto
        {
            IrVersion = model.Model.IrVersion,
            OpsetImport = { model.Model.OpsetImport },
            Functions = { model.Model.Functions },
            Graph = graph,
        };
    }
}
