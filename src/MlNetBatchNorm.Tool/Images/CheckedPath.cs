namespace MlNetBatchNorm.Tool.Images;

/// <summary>What the first step of the pipeline makes.</summary>
internal sealed class CheckedPath
{
    public string Checked { get; set; } = "";
}
