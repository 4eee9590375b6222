namespace MlNetBatchNorm.PyTorch;

/// <summary>A file of tensors that has a name, which says whether it is one of several.</summary>
/// <param name="stream">The file, closed with the tensors; null where it is the caller's.</param>
/// <param name="tensors">The tensors in it.</param>
/// <param name="isShard">Whether it is one of several.</param>
internal sealed class FileOnDisk(FileStream? stream, ITensorFile tensors, bool isShard) : ITensorFile
{
    public TorchFormat Format => tensors.Format;

    public bool IsShard => isShard;

    public StoredTensor? Find(string key) => tensors.Find(key);

    public IEnumerable<string> KeysEndingWith(string ending) => tensors.KeysEndingWith(ending);

    public void Dispose()
    {
        tensors.Dispose();
        stream?.Dispose();
    }
}
