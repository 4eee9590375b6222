namespace MlNetBatchNorm.Tests.Docs;

/// <summary>A row of the views in the documentation.</summary>
internal sealed class ImageFile
{
    public string Path { get; set; } = "";

    public string Label { get; set; } = "";
}
