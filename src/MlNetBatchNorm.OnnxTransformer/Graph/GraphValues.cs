using MlNetBatchNorm.Onnx;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>What the nodes of a graph read, and names that nothing in it has.</summary>
internal static class GraphValues
{
    /// <summary>What a node reads, its subgraphs included, whose nodes may read any value of the graph around them.</summary>
    public static IEnumerable<string> InputsOf(NodeProto node) => node.Input.Concat(Subgraphs(node).SelectMany(graph => graph.Node).SelectMany(InputsOf))
        .Concat(Subgraphs(node).SelectMany(graph => graph.Output).Select(output => output.Name));

    /// <summary>The branches of an If, or the body of a Loop or a Scan.</summary>
    public static IEnumerable<GraphProto> Subgraphs(NodeProto node) => node.Attribute.SelectMany(attribute => attribute.G is { } graph
        ? attribute.Graphs.Prepend(graph)
        : attribute.Graphs);

    /// <summary>All that a graph stores, its subgraphs included: initializers, and the tensors of Constant nodes.</summary>
    public static IEnumerable<TensorProto> Tensors(GraphProto graph) => graph.Initializer
        .Concat(graph.Node.SelectMany(node => node.Attribute).Where(attribute => attribute.T is not null).Select(attribute => attribute.T))
        .Concat(graph.Node.SelectMany(Subgraphs).SelectMany(Tensors));

    /// <summary>The graph's inputs that are fed, and not initializers.</summary>
    public static IEnumerable<ValueInfoProto> FedInputs(GraphProto graph)
    {
        HashSet<string> stored = [.. graph.Initializer.Select(tensor => tensor.Name)];
        return graph.Input.Where(input => !stored.Contains(input.Name));
    }

    /// <summary>How many readers each value of the graph has; an output of the graph counts as one.</summary>
    public static Dictionary<string, int> CountReaders(GraphProto graph) => graph.Node.SelectMany(InputsOf)
        .Concat(graph.Output.Select(output => output.Name)).CountBy(name => name).ToDictionary(StringComparer.Ordinal);

    /// <summary>A beginning of names that no value of the graph has.</summary>
    public static string UnusedPrefix(GraphProto graph)
    {
        string prefix = "adapted/";
        IEnumerable<string> names = [.. graph.Initializer.Select(tensor => tensor.Name), .. graph.Input.Select(input => input.Name),
            .. graph.Node.SelectMany(node => node.Output)];
        while (names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)))
            prefix = "re" + prefix;
        return prefix;
    }
}
