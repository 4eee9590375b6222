using System.Globalization;
using MlNetBatchNorm.PyTorch.StateDict.Pickle;

namespace MlNetBatchNorm.PyTorch;

/// <summary>
/// The tensors of a dict, list or tuple and of those in it, by names such as "state_dict.layer1.bn1.weight". A hostile pickle may have some that
/// hold themselves, or each other many times: no more than a few levels are entered, and in a list of names each once.
/// </summary>
internal sealed class NamedTensors(object root)
{
    private const int MaxDepth = 8;

    /// <summary>What the pickle has under that name; null if there is nothing.</summary>
    public object? Find(string name) => Find(root, name, MaxDepth);

    /// <summary>The names of tensors, and of what may be one, that end so.</summary>
    public IEnumerable<string> KeysEndingWith(string ending) =>
        Keys(root, [], new HashSet<object>(ReferenceEqualityComparer.Instance)).Where(key => key.EndsWith(ending, StringComparison.Ordinal));

    private static object? Find(object container, string name, int depth)
    {
        if (Item(container, name) is { } value)
            return value;
        for (int dot = name.IndexOf('.'); dot >= 0 && depth > 1; dot = name.IndexOf('.', dot + 1))
        {
            if (Item(container, name[..dot]) is { } inner && Find(inner, name[(dot + 1)..], depth - 1) is { } found)
                return found;
        }

        return null;
    }

    private static object? Item(object container, string name) => container switch
    {
        PickleDict dict => dict.Items.GetValueOrDefault(name),
        PickleList list => list.Find(name),
        object?[] tuple => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? tuple.ElementAtOrDefault(index) : null,
        _ => null,
    };

    private static IEnumerable<(string Name, object? Value)> Items(object? container) => container switch
    {
        PickleDict dict => dict.Items.Select(item => (item.Key, item.Value)),
        PickleList list => list.Items.Select(item => (item.Index.ToString(CultureInfo.InvariantCulture), (object?)item.Value)),
        object?[] tuple => tuple.Select((value, index) => (index.ToString(CultureInfo.InvariantCulture), value)),
        _ => [],
    };

    private static IEnumerable<string> Keys(object container, List<string> path, HashSet<object> entered)
    {
        if (path.Count == MaxDepth || !entered.Add(container))
            yield break;
        foreach ((string name, object? value) in Items(container))
        {
            path.Add(name);
            if (value is PickleTensor or PickleObject { Items.Count: 0 })
                yield return string.Join('.', path);
            else if (value is PickleDict or PickleList or object?[])
            {
                foreach (string key in Keys(value, path, entered))
                    yield return key;
            }

            path.RemoveAt(path.Count - 1);
        }
    }
}
