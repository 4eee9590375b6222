using MlNetBatchNorm.PyTorch.StateDict.Pickle;

namespace MlNetBatchNorm.PyTorch.StateDict;

/// <summary>
/// What torch.save(model.state_dict(), path) writes, or a checkpoint that has state dicts in dicts, lists and tuples: their names and indices are
/// put before the names in them, with a dot between.
/// </summary>
internal sealed class StateDictFile : ITensorFile
{
    /// <summary>Of a view whose values do not lie side by side: an expanded tensor may have any number of them.</summary>
    private const int MaxGathered = 1 << 20;

    private readonly ITorchStorages _storages;
    private readonly NamedTensors _tensors;

    /// <exception cref="FormatException">The pickle has no tensors by name.</exception>
    public StateDictFile(ITorchStorages storages)
    {
        _storages = storages;
        if (storages.Root is PickleObject { Items.Count: 0 } other)
            throw Format.Fault($"its pickle names {other.Origin}, which no state dict of tensors has and which is not loaded",
                "Save nothing but the tensors: torch.save(model.state_dict(), path).");
        Format.Require(storages.Root is PickleDict or object?[] or PickleList { Items.Count: > 0 }, "it holds no dict of tensors");
        _tensors = new NamedTensors(storages.Root);
    }

    public TorchFormat Format => TorchFormat.StateDict;

    public bool IsShard => false;

    /// <summary>Opens a file of torch.save, of any version.</summary>
    /// <param name="stream">A seekable stream; the file is all of it. Left open.</param>
    /// <exception cref="FormatException">It is not such a file.</exception>
    public static StateDictFile Open(Stream stream)
    {
        const byte pickleProtocol = 0x80;
        Span<byte> signature = stackalloc byte[4];
        stream.Position = 0;
        int length = stream.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false);
        if (length > 0 && signature[0] == pickleProtocol)
            return new StateDictFile(new LegacyFile(stream));
        TorchFormat.StateDict.Require(signature[..length].SequenceEqual("PK\x3\x4"u8), "it is not a zip archive");
        return new StateDictFile(TorchArchive.Open(stream));
    }

    public StoredTensor? Find(string key) => _tensors.Find(key) switch
    {
        null => null,
        PickleTensor tensor => Stored(key, tensor),
        long number => StoredTensor.OfNumber("int", TensorType.Int64, number),
        double number => StoredTensor.OfNumber("float", TensorType.Double, BitConverter.DoubleToInt64Bits(number)),
        PickleObject other => StoredTensor.OfUnknown(other.Origin),
        _ => StoredTensor.OfUnknown("something other than a tensor"),
    };

    public IEnumerable<string> KeysEndingWith(string ending) => _tensors.KeysEndingWith(ending);

    public void Dispose() => _storages.Dispose();

    private StoredTensor Stored(string key, PickleTensor tensor)
    {
        TensorType? type = TypeOf(tensor.TypeName);
        return new StoredTensor(tensor.TypeName, type, tensor.Shape, () => Read(key, tensor, type!.Value));
    }

    /// <summary>Reads a tensor of one dimension or none.</summary>
    private byte[] Read(string key, PickleTensor tensor, TensorType type)
    {
        int size = TensorItems.Size(type);
        byte[] items = _storages.Read(tensor.Storage, ItemsOf(key, tensor, size));
        if (_storages.IsBigEndian)
            Array.ForEach([.. Enumerable.Range(0, items.Length / size)], i => items.AsSpan(i * size, size).Reverse());
        if (tensor.IsNegated)
            TensorItems.Negate(type, items);
        return items;
    }

    private StorageItems ItemsOf(string key, PickleTensor tensor, int size)
    {
        long count = tensor.Shape.IsEmpty ? 1 : tensor.Shape[0];
        long stride = count > 1 ? tensor.Strides[0] : 1;
        long length = tensor.Storage.Length * (tensor.Storage.ItemSize ?? 0) / size;
        long last = stride >= 0 && count <= length / Math.Max(stride, 1) + 1 ? tensor.Offset + ((count - 1) * stride) : long.MaxValue;
        bool within = stride == 0 ? tensor.Offset >= 0 && tensor.Offset < length : tensor.Offset >= 0 && tensor.Offset <= length && last < length;
        Format.Require(within && stride >= 0,
            $"'{key}' has {count} values from {tensor.Offset} on{(stride == 1 ? "" : $", {stride} apart")}, but its storage has {length}");
        Format.Require(stride == 1 || count <= MaxGathered, $"'{key}' is a view of {count} values, more than any BatchNorm has");
        return stride == 1
            ? StorageItems.SideBySide(tensor.Offset * size, count * size)
            : new StorageItems(tensor.Offset * size, (int)count, size, stride * size);
    }

    private static TensorType? TypeOf(string name) => name switch
    {
        "HalfStorage" => TensorType.Half,
        "BFloat16Storage" => TensorType.BFloat16,
        "FloatStorage" => TensorType.Single,
        "DoubleStorage" => TensorType.Double,
        "CharStorage" => TensorType.Int8,
        "ByteStorage" => TensorType.UInt8,
        "ShortStorage" => TensorType.Int16,
        "uint16" => TensorType.UInt16,
        "IntStorage" => TensorType.Int32,
        "uint32" => TensorType.UInt32,
        "LongStorage" => TensorType.Int64,
        "uint64" => TensorType.UInt64,
        _ => null,
    };
}
