using MlNetBatchNorm.PyTorch.StateDict.Pickle;

namespace MlNetBatchNorm.PyTorch.StateDict;

/// <summary>
/// What torch.save(model.state_dict(), path) writes, or a checkpoint that has state dicts in dicts: the names of those are put before the
/// names in them, with a dot between.
/// </summary>
internal sealed class StateDictFile : ITensorFile
{
    private readonly TorchArchive _archive;
    private readonly NamedTensors _tensors;

    /// <exception cref="FormatException">The pickle holds anything but what a state dict has.</exception>
    public StateDictFile(TorchArchive archive)
    {
        _archive = archive;
        object? root = new PickleMachine(archive.ReadPickle()).Run();
        Format.Require(root is PickleDict, "it holds no dict of tensors");
        _tensors = new NamedTensors((PickleDict)root);
    }

    public TorchFormat Format => TorchFormat.StateDict;

    public StoredTensor? Find(string key) => _tensors.Find(key) is { } tensor ? Stored(key, tensor) : null;

    public IEnumerable<string> KeysEndingWith(string ending) => _tensors.KeysEndingWith(ending);

    private StoredTensor Stored(string key, PickleTensor tensor)
    {
        TensorType? type = TypeOf(tensor.Storage.TypeName);
        return new StoredTensor(tensor.Storage.TypeName, type, tensor.Shape, () => Read(key, tensor, TensorItems.Size(type!.Value)));
    }

    /// <summary>Reads a tensor of one dimension or none.</summary>
    private byte[] Read(string key, PickleTensor tensor, int itemSize)
    {
        long count = tensor.Shape.IsEmpty ? 1 : tensor.Shape[0];
        if (count > 1 && tensor.Strides[0] != 1)
            throw Format.Fault($"'{key}' is a view with stride {tensor.Strides[0]}", "Save a copy of it: tensor.contiguous().clone().");
        Format.Require(tensor.Offset >= 0 && count <= tensor.Storage.Length - tensor.Offset,
            $"'{key}' has {count} values from {tensor.Offset} on, but its storage has {tensor.Storage.Length}");
        return _archive.ReadStorage(tensor.Storage.Key, tensor.Storage.Length * itemSize, tensor.Offset * itemSize, count * itemSize);
    }

    private static TensorType? TypeOf(string storage) => storage switch
    {
        "HalfStorage" => TensorType.Half,
        "BFloat16Storage" => TensorType.BFloat16,
        "FloatStorage" => TensorType.Single,
        "DoubleStorage" => TensorType.Double,
        "IntStorage" => TensorType.Int32,
        "LongStorage" => TensorType.Int64,
        _ => null,
    };
}
