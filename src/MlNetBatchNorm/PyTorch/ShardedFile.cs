namespace MlNetBatchNorm.PyTorch;

/// <summary>The tensors of a model in several files: each is looked for where the index says it is, and only those files are opened.</summary>
internal sealed class ShardedFile(ShardIndex index, TorchFormat format, Func<string, ITensorFile> open) : ITensorFile
{
    public const string Remedy = "Put the model's index, such as model.safetensors.index.json, beside the shards, and give its path or a shard's.";

    private readonly Dictionary<string, ITensorFile> _opened = new(StringComparer.Ordinal);

    public TorchFormat Format => format;

    public bool IsShard => false;

    public StoredTensor? Find(string key)
    {
        if (!index.Shards.TryGetValue(key, out string? shard))
            return null;
        return Open(shard).Find(key)
            ?? throw Format.Fault($"its index says that '{key}' is in '{shard}', which does not have it", "Fetch all files of the model again.");
    }

    public IEnumerable<string> KeysEndingWith(string ending) => index.Shards.Keys.Where(key => key.EndsWith(ending, StringComparison.Ordinal));

    public void Dispose()
    {
        foreach (ITensorFile file in _opened.Values)
            file.Dispose();
    }

    private ITensorFile Open(string shard)
    {
        if (_opened.TryGetValue(shard, out ITensorFile? opened))
            return opened;
        string path = Path.Combine(index.Folder, shard);
        Format.Require(File.Exists(path), $"its index names the shard '{shard}', which is not beside it");
        return _opened[shard] = open(path);
    }
}
