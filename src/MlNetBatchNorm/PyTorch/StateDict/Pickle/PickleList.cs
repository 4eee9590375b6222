using System.Globalization;

namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>A list, of which only what may lead to tensors is kept, and texts: a long list of numbers takes no memory.</summary>
internal sealed class PickleList
{
    private List<(long Index, object Value)>? _items;
    private long _length;

    /// <summary>What was kept, with its index.</summary>
    public IReadOnlyList<(long Index, object Value)> Items => _items ?? [];

    public void Add(object? value)
    {
        if (value is not (null or bool or long or double or PickleList { _items: null }))
            (_items ??= []).Add((_length, value));
        _length++;
    }

    /// <summary>The item of an index in decimal digits; null if it was not kept.</summary>
    public object? Find(string name)
    {
        if (!long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long index) || _items is null)
            return null;
        int found = _items.BinarySearch((index, ""), Comparer<(long Index, object)>.Create((one, other) => one.Index.CompareTo(other.Index)));
        return found >= 0 ? _items[found].Value : null;
    }
}
