namespace ClusterProcess;

/// <summary>A row as the pipelines begin with it.</summary>
internal sealed class PathRow
{
    public string Path { get; set; } = "";
}
