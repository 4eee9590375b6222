using System.Text.Json;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>One node of a model that Reference/load.py wrote, and what it holds.</summary>
internal sealed record LoadCase(
    string File, string Node, double Epsilon, double? Momentum, float[] Weight, float[] Bias, float[] RunningMean, float[] RunningVar)
{
    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Onnx", "Reference", "load");

    private static readonly Suite Read = JsonSerializer.Deserialize<Suite>(System.IO.File.ReadAllText(Path.Combine(Folder, "expected.json")), JsonOptions)!;

    public static IReadOnlyList<LoadCase> All => Read.Cases;

    /// <summary>What PyTorch makes of a layer's statistics in a batch of training.</summary>
    public static TrainedCase Trained => Read.Trained;

    public string FilePath => Path.Combine(Folder, File);

    private sealed record Suite(LoadCase[] Cases, TrainedCase Trained);
}
