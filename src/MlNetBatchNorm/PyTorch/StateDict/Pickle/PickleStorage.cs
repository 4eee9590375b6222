namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>A storage of the file, which tensors are views of.</summary>
/// <param name="TypeName">The name of its class: "FloatStorage".</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="Length">The number of its items, as the pickle has it; from 0 to 2^56.</param>
internal sealed record PickleStorage(string TypeName, string Key, long Length)
{
    /// <summary>The number of bytes of one item; null where it is not known.</summary>
    public int? ItemSize => TypeName switch
    {
        "UntypedStorage" or "ByteStorage" or "CharStorage" or "BoolStorage" or "QInt8Storage" or "QUInt8Storage" or "QUInt4x2Storage" or "QUInt2x4Storage" => 1,
        "HalfStorage" or "BFloat16Storage" or "ShortStorage" => 2,
        "FloatStorage" or "IntStorage" or "QInt32Storage" => 4,
        "DoubleStorage" or "LongStorage" or "ComplexFloatStorage" => 8,
        "ComplexDoubleStorage" => 16,
        _ => null,
    };
}
