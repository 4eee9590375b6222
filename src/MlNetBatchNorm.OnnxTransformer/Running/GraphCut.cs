using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>Cuts off what the outputs of a graph don't need: the runtime would compute it, or warn of it.</summary>
internal static class GraphCut
{
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">Inputs that stay, needed or not.</param>
    public static void Apply(GraphProto graph, params IEnumerable<string> inputs)
    {
        HashSet<string> needed = [.. graph.Output.Select(output => output.Name), .. inputs];
        var kept = new Stack<NodeProto>();
        foreach (NodeProto node in graph.Node.Reverse().Where(node => node.Output.Any(needed.Contains)))
        {
            kept.Push(node);
            needed.UnionWith(GraphValues.InputsOf(node));
        }

        Keep(graph.Node, [.. kept]);
        Keep(graph.Initializer, [.. graph.Initializer.Where(tensor => needed.Contains(tensor.Name))]);
        Keep(graph.Input, [.. graph.Input.Where(input => needed.Contains(input.Name))]);
    }

    private static void Keep<T>(ICollection<T> items, T[] kept)
    {
        items.Clear();
        foreach (T item in kept)
            items.Add(item);
    }
}
