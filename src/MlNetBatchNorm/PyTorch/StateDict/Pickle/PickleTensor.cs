using System.Collections.Immutable;

namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>A view of a storage, unchecked: whether it lies in the storage is asked when it is read.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="TypeName">What the file calls the type of its items: "FloatStorage", or "uint16" where the storage is untyped.</param>
/// <param name="Offset">The index of its first item in the storage.</param>
/// <param name="Shape">Its dimensions, none negative.</param>
/// <param name="Strides">The distance of neighbors in each dimension, in items.</param>
/// <param name="IsNegated">Whether the values are those of the storage with the other sign: PyTorch negates some views when they are read.</param>
internal sealed record PickleTensor(
    PickleStorage Storage, string TypeName, long Offset, ImmutableArray<long> Shape, ImmutableArray<long> Strides, bool IsNegated);
