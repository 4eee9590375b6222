namespace MlNetBatchNorm.PyTorch;

/// <summary>Named tensors in a file.</summary>
internal interface ITensorFile : IDisposable
{
    TorchFormat Format { get; }

    /// <summary>Whether it is one of several files and what it lacks may be in another: a layer without a weight may have one.</summary>
    bool IsShard { get; }

    /// <summary>The tensor of that name; null if there is none.</summary>
    StoredTensor? Find(string key);

    /// <summary>The names that end so, in the file's order; a hostile file may have any number.</summary>
    IEnumerable<string> KeysEndingWith(string ending);
}
