using MlNetBatchNorm.PyTorch.StateDict.Pickle;

namespace MlNetBatchNorm.PyTorch;

/// <summary>
/// The tensors of a dict and of the dicts in it, by names such as "state_dict.layer1.bn1.weight". A hostile pickle may have dicts that hold
/// themselves, or each other many times: no more than a few levels are entered, and in a list of names each dict once.
/// </summary>
internal sealed class NamedTensors(PickleDict root)
{
    private const int MaxDepth = 8;

    /// <summary>The tensor of that name; null if there is none.</summary>
    public PickleTensor? Find(string name) => Find(root, name, MaxDepth);

    /// <summary>The names that end so.</summary>
    public IEnumerable<string> KeysEndingWith(string ending) =>
        Keys(root, [], new HashSet<PickleDict>(ReferenceEqualityComparer.Instance)).Where(key => key.EndsWith(ending, StringComparison.Ordinal));

    private static PickleTensor? Find(PickleDict dict, string name, int depth)
    {
        if (dict.Items.GetValueOrDefault(name) is PickleTensor tensor)
            return tensor;
        for (int dot = name.IndexOf('.'); dot >= 0 && depth > 1; dot = name.IndexOf('.', dot + 1))
        {
            if (dict.Items.GetValueOrDefault(name[..dot]) is PickleDict inner && Find(inner, name[(dot + 1)..], depth - 1) is { } found)
                return found;
        }

        return null;
    }

    private static IEnumerable<string> Keys(PickleDict dict, List<string> path, HashSet<PickleDict> entered)
    {
        if (path.Count == MaxDepth || !entered.Add(dict))
            yield break;
        foreach ((string name, object? value) in dict.Items)
        {
            path.Add(name);
            if (value is PickleTensor)
                yield return string.Join('.', path);
            else if (value is PickleDict inner)
            {
                foreach (string key in Keys(inner, path, entered))
                    yield return key;
            }

            path.RemoveAt(path.Count - 1);
        }
    }
}
