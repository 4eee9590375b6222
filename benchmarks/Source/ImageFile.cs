namespace MlNetBatchNorm.Benchmarks.Source;

/// <summary>A row of a view over files.</summary>
internal sealed class ImageFile
{
    public string Path { get; set; } = "";
}
