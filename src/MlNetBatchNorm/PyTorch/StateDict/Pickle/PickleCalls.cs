using System.Collections.Immutable;

namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>
/// What a state dict's pickle may name and call, and what this reader makes of it: no code is ever looked up, and every other name is
/// refused. The names and arguments are those of torch/_utils.py and torch/serialization.py.
/// </summary>
internal static class PickleCalls
{
    private const int MaxDimensions = 64;
    private const long MaxStorageLength = 1L << 56;

    private static readonly TorchFormat Format = TorchFormat.StateDict;
    private static readonly PickleGlobal OrderedDict = new("collections", "OrderedDict");
    private static readonly PickleGlobal RebuildTensor = new("torch._utils", "_rebuild_tensor_v2");
    private static readonly PickleGlobal RebuildParameter = new("torch._utils", "_rebuild_parameter");
    private static readonly PickleGlobal RebuildParameterWithState = new("torch._utils", "_rebuild_parameter_with_state");

    /// <exception cref="FormatException">A state dict does not need the name.</exception>
    public static PickleGlobal Resolve(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        bool known = global == OrderedDict || global == RebuildTensor || global == RebuildParameter || global == RebuildParameterWithState
            || IsStorage(global);
        return known ? global : throw Format.Fault($"its pickle names {global}, which no state dict of tensors has and which is not loaded",
            "Save nothing but the tensors: torch.save(model.state_dict(), path).");
    }

    /// <summary>What calling a function with a tuple of arguments would give.</summary>
    /// <exception cref="FormatException">No state dict has such a call.</exception>
    public static object Call(object?[] call) => (call[0], call[1]) switch
    {
        (PickleGlobal function, object?[] { Length: 0 }) when function == OrderedDict => new PickleDict(),
        (PickleGlobal function, object?[] { Length: >= 4 } view) when function == RebuildTensor => Tensor(view),
        (PickleGlobal function, object?[] { Length: >= 1 } data) when function == RebuildParameter || function == RebuildParameterWithState =>
            data[0] as PickleTensor ?? throw Format.Fault("its pickle makes a parameter from something that is not a tensor"),
        (PickleGlobal function, _) => throw Format.Fault($"its pickle calls {function} with arguments that torch.save does not write"),
        _ => throw Format.Fault("its pickle calls something that is not a function"),
    };

    /// <summary>The storage that a persistent id names: ("storage", class, key, location, number of items).</summary>
    public static PickleStorage Storage(object? id) =>
        id is object?[] { Length: 5 } parts && parts[0] is "storage" && parts[1] is PickleGlobal type && IsStorage(type) && parts[2] is string key
            && parts[4] is long length and >= 0 and <= MaxStorageLength
            ? new PickleStorage(type.Name, key, length)
            : throw Format.Fault("its pickle has a persistent id that is not a storage");

    private static bool IsStorage(PickleGlobal global) =>
        global.Module == "torch" && global.Name.EndsWith("Storage", StringComparison.Ordinal);

    private static PickleTensor Tensor(object?[] view)
    {
        bool possible = view[0] is PickleStorage && view[1] is long && view[2] is object?[] { Length: <= MaxDimensions } shape
            && view[3] is object?[] strides && strides.Length == shape.Length && shape.All(item => item is long and >= 0) && strides.All(item => item is long);
        Format.Require(possible, "its pickle has a tensor without a storage, a shape and strides");
        return new PickleTensor((PickleStorage)view[0]!, (long)view[1]!, Numbers(view[2]), Numbers(view[3]));
    }

    private static ImmutableArray<long> Numbers(object? tuple) => [.. ((object?[])tuple!).Cast<long>()];
}
