using static MlNetBatchNorm.PyTorch.StateDict.Pickle.PickleOpcode;

namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>
/// Runs a pickle without running anything in it: it makes dicts, lists, tuples, texts, numbers and descriptions of tensors, and a
/// <see cref="PickleObject"/> of all else that Python would have made.
/// </summary>
/// <param name="pickle">Bytes in which a pickle begins.</param>
/// <param name="start">Where it begins.</param>
/// <param name="hasViews">Whether its persistent ids have a view at the end, null or not, as before PyTorch 1.6.</param>
internal sealed class PickleMachine(byte[] pickle, int start = 0, bool hasViews = false)
{
    private const byte FirstProtocol = 2;
    private const byte LastProtocol = 5;

    private static readonly TorchFormat Format = TorchFormat.StateDict;

    // Of these, a list may have any number, so they are made once.
    private static readonly object[] SmallNumbers = [.. Enumerable.Range(0, byte.MaxValue + 1).Select(number => (object)(long)number)];
    private static readonly object True = true, False = false;

    private readonly PickleReader _reader = new(pickle, start);
    private readonly PickleStack _stack = new();
    private readonly Dictionary<string, PickleStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages that the pickle names, by their keys.</summary>
    public IReadOnlyDictionary<string, PickleStorage> Storages => _storages;

    /// <summary>Where the pickle ends, once it has run.</summary>
    public int End => _reader.Position;

    /// <summary>The pickled object.</summary>
    /// <exception cref="FormatException">The pickle is damaged, or Python would not have written it.</exception>
    public object? Run()
    {
        while (true)
        {
            var opcode = (PickleOpcode)_reader.ReadByte();
            if (opcode == Stop)
                return _stack.Pop();
            if (!(Constant(opcode) || Bytes(opcode) || Stack(opcode) || Collection(opcode) || Object(opcode)))
                throw Format.Fault($"its pickle has opcode 0x{(byte)opcode:x2} at byte {_reader.Position - 1}, which no state dict needs");
        }
    }

    private bool Constant(PickleOpcode opcode)
    {
        object? value;
        switch (opcode)
        {
            case None: value = null; break;
            case NewTrue: value = True; break;
            case NewFalse: value = False; break;
            case BinInt: value = (long)_reader.ReadInt32(); break;
            case BinInt1: value = SmallNumbers[_reader.ReadByte()]; break;
            case BinInt2: value = (long)_reader.ReadUInt16(); break;
            case Long1: value = _reader.ReadLong(_reader.ReadByte()); break;
            case Long4: value = _reader.ReadLong(_reader.ReadUInt32()); break;
            case BinFloat: value = _reader.ReadDouble(); break;
            case BinUnicode: value = _reader.ReadString(_reader.ReadUInt32()); break;
            case ShortBinUnicode: value = _reader.ReadString(_reader.ReadByte()); break;
            case BinUnicode8: value = _reader.ReadString(_reader.ReadUInt64()); break;
            case EmptyTuple: value = Array.Empty<object?>(); break;
            case EmptyList: value = new PickleList(); break;
            case EmptyDict: value = new PickleDict(); break;
            case EmptySet: value = new PickleObject("set"); break;
            default: return false;
        }

        _stack.Push(value);
        return true;
    }

    private bool Bytes(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case BinString: _stack.Push(_reader.ReadOldString(_reader.ReadUInt32())); return true;
            case ShortBinString: _stack.Push(_reader.ReadOldString(_reader.ReadByte())); return true;
            case BinBytes: _reader.Skip(_reader.ReadUInt32()); break;
            case ShortBinBytes: _reader.Skip(_reader.ReadByte()); break;
            case BinBytes8 or ByteArray8: _reader.Skip(_reader.ReadUInt64()); break;
            default: return false;
        }

        _stack.Push(new PickleObject("bytes"));
        return true;
    }

    private bool Stack(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case Mark: _stack.Mark(); break;
            case PickleOpcode.Pop: _stack.Discard(); break;
            case PopMark: _stack.PopToMark(); break;
            case BinPut: _stack.Remember(_reader.ReadByte()); break;
            case LongBinPut: _stack.Remember(_reader.ReadUInt32()); break;
            case Memoize: _stack.Remember(); break;
            case BinGet: _stack.PushRemembered(_reader.ReadByte()); break;
            case LongBinGet: _stack.PushRemembered(_reader.ReadUInt32()); break;
            default: return false;
        }

        return true;
    }

    private bool Collection(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Tuple: _stack.Push(_stack.PopToMark()); break;
            case Tuple1: _stack.Push(_stack.Pop(1)); break;
            case Tuple2: _stack.Push(_stack.Pop(2)); break;
            case Tuple3: _stack.Push(_stack.Pop(3)); break;
            case Append: AddToList(_stack.Pop()); break;
            case Appends: AddToList(_stack.PopToMark()); break;
            case AddItems: AddToSet(_stack.PopToMark()); break;
            case SetItem: SetInDict(_stack.Pop(2)); break;
            case SetItems: SetInDict(_stack.PopToMark()); break;
            case FrozenSet: _stack.PopToMark(); _stack.Push(new PickleObject("frozenset")); break;
            default: return false;
        }

        return true;
    }

    private bool Object(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case Proto: CheckProtocol(_reader.ReadByte()); break;
            case Frame: _reader.ReadUInt64(); break;
            case Global: _stack.Push(new PickleGlobal(_reader.ReadLine(), _reader.ReadLine())); break;
            case StackGlobal: _stack.Push(Name(_stack.Pop(2))); break;
            case Reduce or NewObj: _stack.Push(Call(_stack.Pop(2))); break;
            case NewObjEx: _stack.Push(Call(_stack.Pop(3))); break;
            case BinPersId: _stack.Push(Persistent(_stack.Pop())); break;
            case Build: SetState(_stack.Pop()); break;
            default: return false;
        }

        return true;
    }

    private static PickleGlobal Name(object?[] parts) => parts is [string module, string name]
        ? new PickleGlobal(module, name)
        : throw Format.Fault("its pickle names something by what is not a text");

    private static object Call(object?[] call) => PickleCalls.Call(call[0], call[1]);

    private object Persistent(object? id)
    {
        object found = PickleCalls.Persistent(id, hasViews);
        if (found is PickleStorage storage)
            _storages.TryAdd(storage.Key, storage);
        return found;
    }

    private void AddToList(object? item) => AddToList(new ReadOnlySpan<object?>(ref item));

    private void AddToList(ReadOnlySpan<object?> items)
    {
        Format.Require(_stack.Peek() is PickleList or PickleObject, "its pickle adds items to something that is not a list");
        foreach (object? item in items)
            (_stack.Peek() as PickleList)?.Add(item);
        _stack.Forget(items);
    }

    private void AddToSet(object?[] items)
    {
        Format.Require(_stack.Peek() is PickleObject, "its pickle adds items to something that is not a set");
        _stack.Forget(items);
    }

    private void SetInDict(object?[] items)
    {
        Format.Require(_stack.Peek() is PickleDict && items.Length % 2 == 0, "its pickle sets items of something that is not a dict");
        var dict = (PickleDict)_stack.Peek()!;
        for (int i = 0; i < items.Length; i += 2)
            dict.Set(items[i], items[i + 1]);
    }

    /// <summary>
    /// A state dict's own attribute is <c>_metadata</c>, the versions of its modules, and a tensor's are what a program gave it: of no use here.
    /// </summary>
    private void SetState(object? state)
    {
        bool possible = _stack.Peek() is PickleObject or PickleTensor or PickleGlobal || (_stack.Peek() is PickleDict && state is PickleDict);
        Format.Require(possible, "its pickle sets the state of something that is not a dict");
    }

    private static void CheckProtocol(byte protocol)
    {
        if (protocol is < FirstProtocol or > LastProtocol)
            throw Format.Fault($"its pickle is of protocol {protocol} instead of {FirstProtocol} to {LastProtocol}", "Save it with torch.save's default pickle_protocol.");
    }
}
