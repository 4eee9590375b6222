using static MlNetBatchNorm.PyTorch.StateDict.Pickle.PickleOpcode;

namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>
/// Runs the pickle of a state dict. It knows the opcodes that torch.save writes and the names in <see cref="PickleCalls"/>, refuses all
/// others, and makes nothing but dicts, tuples, texts, numbers and descriptions of tensors.
/// </summary>
internal sealed class PickleMachine(byte[] pickle)
{
    private const byte Protocol = 2;

    private static readonly TorchFormat Format = TorchFormat.StateDict;

    private readonly PickleReader _reader = new(pickle);
    private readonly PickleStack _stack = new();

    /// <summary>The pickled object.</summary>
    /// <exception cref="FormatException">The pickle is damaged, or holds what a state dict does not.</exception>
    public object? Run()
    {
        while (true)
        {
            var opcode = (PickleOpcode)_reader.ReadByte();
            if (opcode == Stop)
                return _stack.Pop();
            if (!(Constant(opcode) || Stack(opcode) || Collection(opcode) || Object(opcode)))
                throw Format.Fault($"its pickle has opcode 0x{(byte)opcode:x2} at byte {_reader.Position - 1}, which no state dict needs");
        }
    }

    private bool Constant(PickleOpcode opcode)
    {
        object? value;
        switch (opcode)
        {
            case None: value = null; break;
            case NewTrue: value = true; break;
            case NewFalse: value = false; break;
            case BinInt: value = (long)_reader.ReadInt32(); break;
            case BinInt1: value = (long)_reader.ReadByte(); break;
            case BinInt2: value = (long)_reader.ReadUInt16(); break;
            case Long1: value = _reader.ReadLong(); break;
            case BinFloat: value = _reader.ReadDouble(); break;
            case BinUnicode: value = _reader.ReadString(); break;
            case EmptyTuple: value = Array.Empty<object?>(); break;
            case EmptyList: value = PickleList.Instance; break;
            case EmptyDict: value = new PickleDict(); break;
            default: return false;
        }

        _stack.Push(value);
        return true;
    }

    private bool Stack(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case Mark: _stack.Mark(); break;
            case BinPut: _stack.Remember(_reader.ReadByte()); break;
            case LongBinPut: _stack.Remember(_reader.ReadUInt32()); break;
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
            case Append: _stack.Pop(); CheckList(); break;
            case Appends: _stack.PopToMark(); CheckList(); break;
            case SetItem: SetInDict(_stack.Pop(2)); break;
            case SetItems: SetInDict(_stack.PopToMark()); break;
            default: return false;
        }

        return true;
    }

    private bool Object(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case Proto: CheckProtocol(_reader.ReadByte()); break;
            case Global: _stack.Push(PickleCalls.Resolve(_reader.ReadLine(), _reader.ReadLine())); break;
            case Reduce: _stack.Push(PickleCalls.Call(_stack.Pop(2))); break;
            case BinPersId: _stack.Push(PickleCalls.Storage(_stack.Pop())); break;
            case Build: SetState(_stack.Pop()); break;
            default: return false;
        }

        return true;
    }

    private void CheckList() =>
        Format.Require(_stack.Peek() is PickleList, "its pickle adds items to something that is not a list");

    private void SetInDict(object?[] items)
    {
        Format.Require(_stack.Peek() is PickleDict && items.Length % 2 == 0, "its pickle sets items of something that is not a dict");
        var dict = (PickleDict)_stack.Peek()!;
        for (int i = 0; i < items.Length; i += 2)
            dict.Set(items[i], items[i + 1]);
    }

    /// <summary>A state dict's own attribute is <c>_metadata</c>, the versions of its modules; of no use here.</summary>
    private void SetState(object? state) =>
        Format.Require(_stack.Peek() is PickleDict && state is PickleDict, "its pickle sets the state of something that is not a dict");

    private static void CheckProtocol(byte protocol)
    {
        if (protocol != Protocol)
            throw Format.Fault($"its pickle is of protocol {protocol} instead of {Protocol}", "Save it with torch.save's default pickle_protocol.");
    }
}
