using System.Text.Json;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>One case of Reference/generate.py: what was given to PyTorch's module, and what it gave.</summary>
public sealed record TorchCase(
    string Name,
    int[] Dimensions,
    string Layout,
    int BatchSize,
    double Epsilon,
    double? Momentum,
    bool Affine,
    bool TrackRunningStats,
    bool DropLastBatch,
    float[]? Weight,
    float[]? Bias,
    float[][] Rows,
    long? NumBatchesTracked,
    float[]? RunningMean,
    float[]? RunningVariance,
    float[][] Output,
    double[]? RunningMean64,
    double[]? RunningVariance64,
    double[][] Output64)
{
    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "PyTorch", "Reference");

    public static TorchCase Load(string name) => JsonSerializer.Deserialize<TorchCase>(
        File.ReadAllText(Path.Combine(Folder, "cases", name + ".json")), JsonOptions)!;

    public static TheoryData<string> Names() =>
        [.. Directory.GetFiles(Path.Combine(Folder, "cases"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order()];
}
