namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>One case of Reference/generate_non_finite.py: the running statistics after each batch, and the output by the last ones.</summary>
public sealed record NonFiniteCase(
    string Name,
    int[] Dimensions,
    int BatchSize,
    float? Momentum,
    bool TrackRunningStats,
    float[][] Rows,
    float[][]? RunningMeans,
    float[][]? RunningVariances,
    float[][] Output)
{
    private static readonly Lazy<NonFiniteCase[]> All = new(() => ReferenceFile.Cases<NonFiniteCase>("non_finite.json"));

    public static TheoryData<string> Names() => [.. All.Value.Select(nonFinite => nonFinite.Name)];

    public static NonFiniteCase Load(string name) => All.Value.Single(nonFinite => nonFinite.Name == name);
}
