namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>A row of a view of files.</summary>
internal sealed class TestFile
{
    public string Location { get; set; } = "";
}
