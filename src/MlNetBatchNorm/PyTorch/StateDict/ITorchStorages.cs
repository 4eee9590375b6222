using MlNetBatchNorm.PyTorch.StateDict.Pickle;

namespace MlNetBatchNorm.PyTorch.StateDict;

/// <summary>A file of torch.save: one pickled object, and the bytes of the storages that it names.</summary>
internal interface ITorchStorages : IDisposable
{
    /// <summary>The pickled object.</summary>
    object? Root { get; }

    /// <summary>Whether the items of storages have their highest byte first.</summary>
    bool IsBigEndian { get; }

    /// <summary>Some of the items of a storage, which all must lie in it.</summary>
    /// <param name="storage">The storage, of a type whose items' size is known.</param>
    /// <param name="items">Which.</param>
    /// <exception cref="FormatException">There is no such storage, or it is damaged or of another length.</exception>
    byte[] Read(PickleStorage storage, StorageItems items);
}
