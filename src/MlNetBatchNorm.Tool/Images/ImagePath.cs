namespace MlNetBatchNorm.Tool.Images;

/// <summary>What the first step of the pipeline reads; the property has the name of <see cref="ShardPipeline.PathColumn"/>.</summary>
internal sealed class ImagePath
{
    public string Path { get; set; } = "";
}
