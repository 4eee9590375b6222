namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>One case of Reference/generate_exact.py: pooled statistics in exact fractions, and PyTorch's cumulative average.</summary>
public sealed record ExactCase(
    string Name,
    int[] Dimensions,
    string Layout,
    int BatchSize,
    float[][] Rows,
    double[] PooledMean,
    double[] PooledVariance,
    long NumBatchesTracked,
    float[] CumulativeMean,
    float[] CumulativeVariance)
{
    private static readonly Lazy<ExactCase[]> All = new(() => ReferenceFile.Cases<ExactCase>("exact.json"));

    public static TheoryData<string> Names() => [.. All.Value.Select(exact => exact.Name)];

    public static ExactCase Load(string name) => All.Value.Single(exact => exact.Name == name);
}
