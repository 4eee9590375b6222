using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Onnx.Import;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>Finds the BatchNormalization layers of a model.</summary>
internal static class LayerFinder
{
    /// <exception cref="FormatException">A layer is not what it must be.</exception>
    /// <exception cref="InvalidOperationException">There is no layer, or one cannot be adapted.</exception>
    public static IReadOnlyList<AdaptableLayer> Find(ModelProto model)
    {
        GraphProto graph = model.Graph;
        if (model.Functions.FirstOrDefault(function => function.Node.Any(HasBatchNorm)) is { } calling)
            throw Errors.Data(
                $"The ONNX model has BatchNormalization nodes within the function '{calling.Name}', and only those of the graph itself can be adapted. Call " +
                "onnx.inliner.inline_local_functions on the model, or export it with dynamo=False.");
        if (graph.Node.FirstOrDefault(node => GraphValues.Subgraphs(node).Any(HasBatchNorm)) is { } branching)
            throw Errors.Data(
                $"The ONNX model has BatchNormalization nodes within the {branching.OpType} node '{branching.Name}', which not every image may pass through; such a " +
                "model cannot be adapted. Export it without control flow.");
        StoredValues values = Values(graph);
        var layers = new List<AdaptableLayer>();
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node)
        {
            int level = GraphValues.InputsOf(node).Select(input => levels.GetValueOrDefault(input)).DefaultIfEmpty().Max();
            if (BatchNormNode.Is(node))
                layers.Add(Layer(layers.Count, node, level++, values));
            foreach (string output in node.Output)
                levels[output] = level;
        }

        return layers.Count > 0
            ? layers
            : throw Errors.Data($"The ONNX model has no BatchNormalization nodes to adapt. {(IsFolded(graph) ? FoldedModel.KnownRemedy : FoldedModel.Remedy)}");
    }

    /// <summary>PyTorch's exporter makes such names for the weights of convolutions that it folded layers into.</summary>
    private static bool IsFolded(GraphProto graph) =>
        graph.Node.Any(node => node.OpType is "Conv" or "ConvTranspose" && node.Input.Skip(1).Any(name => name.StartsWith("onnx::Conv", StringComparison.Ordinal)));

    private static AdaptableLayer Layer(int index, NodeProto node, int level, StoredValues values)
    {
        var batchNorm = new BatchNormNode(node);
        if (node.Attribute.Any(attribute => attribute.Name == "spatial" && attribute.I == 0))
            throw Errors.Data(
                $"BatchNormalization '{batchNorm.Name}' has statistics for every position (spatial=0), not per channel, and cannot be adapted.");
        BatchNormParameters old = batchNorm.ReadStatistics(values);
        var type = (DataType)values.Find(node.Input[AdaptableLayer.Mean], batchNorm.Name).DataType;
        if (type is not (DataType.Float or DataType.Double))
            throw Errors.Data($"BatchNormalization '{batchNorm.Name}' has statistics of type {type}, and only those of FLOAT and DOUBLE can be adapted. Export the model in one of them.");
        return new AdaptableLayer(index, node, batchNorm.Name, level, type, old);
    }

    private static StoredValues Values(GraphProto graph)
    {
        Dictionary<string, TensorProto> initializers = graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        Dictionary<string, NodeProto> producers = graph.Node.Where(node => StoredValues.IsProducer(node.OpType) && node.Output.Count > 0)
            .DistinctBy(node => node.Output[0]).ToDictionary(node => node.Output[0]);
        Dictionary<string, string> makers = graph.Node.SelectMany(node => node.Output.Select(output => (output, StoredValues.Describe(node.OpType, node.Name))))
            .DistinctBy(made => made.output).ToDictionary();
        return new StoredValues(folder: null, initializers.GetValueOrDefault, producers.GetValueOrDefault, makers.GetValueOrDefault);
    }

    private static bool HasBatchNorm(GraphProto graph) => graph.Node.Any(HasBatchNorm);

    private static bool HasBatchNorm(NodeProto node) => BatchNormNode.Is(node) || GraphValues.Subgraphs(node).Any(HasBatchNorm);
}
