namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>A storage of the archive, which tensors are views of.</summary>
/// <param name="TypeName">The name of its class: "FloatStorage".</param>
/// <param name="Key">Its name in the archive.</param>
/// <param name="Length">The number of its items, as the pickle has it; from 0 to 2^56.</param>
internal sealed record PickleStorage(string TypeName, string Key, long Length);
