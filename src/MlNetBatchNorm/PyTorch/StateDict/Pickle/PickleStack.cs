namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>
/// The stack and the memo of a pickle machine. All that a pickle makes passes through here and is counted, so that what a hostile one may
/// have made is bounded: a tensor of a state dict takes about 25 values.
/// </summary>
internal sealed class PickleStack
{
    private const int MaxValues = 1_000_000;

    private static readonly TorchFormat Format = TorchFormat.StateDict;

    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _made;

    public void Push(object? value)
    {
        Count();
        _values.Add(value);
    }

    public object? Pop()
    {
        object? value = Peek();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>The top value, which stays.</summary>
    public object? Peek()
    {
        Format.Require(_values.Count > (_marks.TryPeek(out int mark) ? mark : 0), "its pickle takes a value from an empty stack");
        return _values[^1];
    }

    /// <summary>The last values pushed, in their order.</summary>
    public object?[] Pop(int count)
    {
        var values = new object?[count];
        for (int i = count - 1; i >= 0; i--)
            values[i] = Pop();
        return values;
    }

    public void Mark()
    {
        Count();
        _marks.Push(_values.Count);
    }

    /// <summary>All values pushed since the last mark, in their order; the mark goes too.</summary>
    public object?[] PopToMark()
    {
        Format.Require(_marks.Count > 0, "its pickle ends a sequence that never began");
        object?[] values = Pop(_values.Count - _marks.Peek());
        _marks.Pop();
        return values;
    }

    /// <summary>Drops the top value, or the mark if that is on top.</summary>
    public void Discard()
    {
        if (!_marks.TryPeek(out int mark) || mark < _values.Count)
            Pop();
        else
            _marks.Pop();
    }

    /// <summary>Takes back the count of numbers that nothing keeps.</summary>
    public void Forget(ReadOnlySpan<object?> values)
    {
        foreach (object? value in values)
            _made -= value is null or bool or long or double ? 1 : 0;
    }

    /// <summary>Remembers the top value by the number of those that were remembered before.</summary>
    public void Remember() => Remember((uint)_memo.Count);

    public void Remember(uint key)
    {
        Format.Require(key < MaxValues, "its pickle remembers too many values");
        _memo[key] = Peek();
    }

    public void PushRemembered(uint key)
    {
        Format.Require(_memo.TryGetValue(key, out object? value), "its pickle asks for a value that it never remembered");
        Push(value);
    }

    private void Count() => Format.Require(++_made <= MaxValues, "its pickle makes more values than that of any state dict");
}
