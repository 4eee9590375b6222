using System.Text.Json;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>One case of Reference/backend_tests.json: the operands of a BatchNormalization node, and what ONNX's own suite expects of it.</summary>
public sealed record BackendCase(
    string Name,
    int[] Dimensions,
    bool TrainingMode,
    float Epsilon,
    float Momentum,
    float[] X,
    float[] Scale,
    float[] Bias,
    float[] Mean,
    float[] Variance,
    float[] Output,
    float[]? OutputMean,
    float[]? OutputVariance)
{
    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly IReadOnlyList<BackendCase> All = JsonSerializer.Deserialize<Suite>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Onnx", "Reference", "backend_tests.json")), JsonOptions)!.Cases;

    public float[][] Rows => [.. X.Chunk(Dimensions.Aggregate(1, (product, dimension) => product * dimension))];

    public static TheoryData<string> Names(bool trainingMode) =>
        [.. All.Where(test => test.TrainingMode == trainingMode).Select(test => test.Name)];

    public static BackendCase Named(string name) => All.Single(test => test.Name == name);

    private sealed record Suite(BackendCase[] Cases);
}
