using System.Collections.Immutable;

namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>
/// What this reader makes of the names that a pickle calls: no code is ever looked up. The few that make dicts and tensors are known, with the
/// arguments of torch/_utils.py, torch/_tensor.py and torch/serialization.py; what others make is a <see cref="PickleObject"/>.
/// </summary>
internal static class PickleCalls
{
    private const int MaxDimensions = 64;
    private const long MaxStorageLength = 1L << 56;

    private static readonly TorchFormat Format = TorchFormat.StateDict;
    private static readonly PickleGlobal OrderedDict = new("collections", "OrderedDict");
    private static readonly PickleGlobal RebuildTensor = new("torch._utils", "_rebuild_tensor_v2");
    private static readonly PickleGlobal RebuildTensorOfType = new("torch._utils", "_rebuild_tensor_v3");
    private static readonly PickleGlobal RebuildParameter = new("torch._utils", "_rebuild_parameter");
    private static readonly PickleGlobal RebuildParameterWithState = new("torch._utils", "_rebuild_parameter_with_state");
    private static readonly PickleGlobal RebuildFromType = new("torch._tensor", "_rebuild_from_type_v2");
    private static readonly PickleGlobal[] Known =
        [OrderedDict, RebuildTensor, RebuildTensorOfType, RebuildParameter, RebuildParameterWithState, RebuildFromType];

    /// <summary>Classes whose tensors are nothing but tensors.</summary>
    private static readonly PickleGlobal[] TensorClasses =
        [new("torch", "Tensor"), new("torch.nn.parameter", "Parameter"), new("torch.nn.parameter", "Buffer")];

    /// <summary>What calling a function with a tuple of arguments would give.</summary>
    /// <exception cref="FormatException">What is called is not a function, or torch.save does not write such arguments.</exception>
    public static object Call(object? function, object? arguments) => (function, arguments) switch
    {
        (PickleGlobal known, object?[] { Length: 0 }) when known == OrderedDict => new PickleDict(),
        (PickleGlobal known, object?[] and [object?[] or PickleList]) when known == OrderedDict => FromPairs(((object?[])arguments!)[0]!),
        (PickleGlobal known, object?[] { Length: >= 4 } view) when known == RebuildTensor => Tensor(view, typeAt: null, metadataAt: 6),
        (PickleGlobal known, object?[] { Length: >= 7 } view) when known == RebuildTensorOfType => Tensor(view, typeAt: 6, metadataAt: 7),
        (PickleGlobal known, object?[] { Length: >= 1 } data) when known == RebuildParameter || known == RebuildParameterWithState => Parameter(data[0]),
        (PickleGlobal known, object?[] and [{ } rebuild, PickleGlobal type, object?[] rest, ..]) when known == RebuildFromType =>
            TensorClasses.Contains(type) ? Call(rebuild, rest) : new PickleObject(type.ToString()),
        (PickleGlobal known, _) when Known.Contains(known) || IsStorage(known) =>
            throw Format.Fault($"its pickle calls {known} with arguments that torch.save does not write"),
        (PickleGlobal unknown, _) => new PickleObject(unknown.ToString()),
        (PickleObject made, _) => new PickleObject(made.Origin),
        _ => throw Format.Fault("its pickle calls something that is not a function"),
    };

    /// <summary>
    /// What a persistent id names: ("storage", class, key, location, number of items), with null or a view at the end if there may be one; or
    /// ("module", class, …), a class with its source.
    /// </summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static object Persistent(object? id, bool hasViews) => id switch
    {
        object?[] and ["storage", PickleGlobal type, string key, _, long length and >= 0 and <= MaxStorageLength, .. var view]
            when IsStorage(type) && view.Length == (hasViews ? 1 : 0) => view is [{ }] ? new PickleObject("a view of a storage") : new PickleStorage(type.Name, key, length),
        object?[] and ["module", PickleGlobal type, ..] when hasViews => type,
        _ => throw Format.Fault("its pickle has a persistent id that is not a storage"),
    };

    private static bool IsStorage(PickleGlobal global) =>
        global.Module is "torch" or "torch.storage" && global.Name.EndsWith("Storage", StringComparison.Ordinal);

    /// <summary>An OrderedDict of a list or tuple of pairs, as Python 2 and TorchSharp.PyBridge write it.</summary>
    private static PickleDict FromPairs(object pairs)
    {
        var dict = new PickleDict();
        foreach (object? pair in pairs as IEnumerable<object?> ?? ((PickleList)pairs).Items.Select(item => item.Value))
        {
            if (pair is object?[] { Length: 2 } entry)
                dict.Set(entry[0], entry[1]);
            else if (pair is PickleList { Items: [(0, string key), (1, { } value)] })
                dict.Set(key, value);
        }

        return dict;
    }

    private static object Parameter(object? data) => data switch
    {
        PickleTensor or PickleObject => data,
        _ => throw Format.Fault("its pickle makes a parameter from something that is not a tensor"),
    };

    private static object Tensor(object?[] view, int? typeAt, int metadataAt)
    {
        if (view[0] is PickleObject unknown)
            return unknown;
        bool possible = view[0] is PickleStorage && view[1] is long && view[2] is object?[] { Length: <= MaxDimensions } shape
            && view[3] is object?[] strides && strides.Length == shape.Length && shape.All(item => item is long and >= 0) && strides.All(item => item is long);
        Format.Require(possible, "its pickle has a tensor without a storage, a shape and strides");
        var storage = (PickleStorage)view[0]!;
        string type = typeAt is null ? storage.TypeName : (view[typeAt.Value] as PickleGlobal)?.Name ?? "an unknown type";
        bool negated = view.ElementAtOrDefault(metadataAt) is PickleDict metadata && metadata.Items.GetValueOrDefault("neg") is true;
        return new PickleTensor(storage, type, (long)view[1]!, Numbers(view[2]), Numbers(view[3]), negated);
    }

    private static ImmutableArray<long> Numbers(object? tuple) => [.. ((object?[])tuple!).Cast<long>()];
}
