using System.Collections.Immutable;

namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>A dict or an OrderedDict, of which only what has a text as its key is kept: no other entry leads to a tensor by name.</summary>
internal class PickleDict
{
    private const int MaxKeyLength = 1000;

    private Dictionary<string, object?>? _items;

    /// <summary>The entries, in the order in which their keys were first set.</summary>
    public IReadOnlyDictionary<string, object?> Items =>
        (IReadOnlyDictionary<string, object?>?)_items ?? ImmutableDictionary<string, object?>.Empty;

    public void Set(object? key, object? value)
    {
        if (key is string { Length: <= MaxKeyLength } name)
            (_items ??= [])[name] = value;
    }
}
