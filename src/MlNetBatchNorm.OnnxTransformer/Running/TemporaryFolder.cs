namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>A folder for the files of one fit, which is gone when it ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string parent)
    {
        Path = System.IO.Path.Combine(parent, System.IO.Path.GetRandomFileName());
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
