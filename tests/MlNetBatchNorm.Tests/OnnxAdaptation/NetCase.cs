using System.Text.Json;
using Microsoft.ML;

namespace MlNetBatchNorm.Tests.OnnxAdaptation;

/// <summary>A network that Reference/nets.py wrote, and what PyTorch makes of its layers and outputs.</summary>
internal sealed record NetCase(
    string Net,
    string[] Files,
    string FixedFile,
    NetCase.Layer[] Old,
    NetCase.Layer[] UpdateBn,
    NetCase.Layer[] Pooled,
    NetCase.Layer[] Layerwise,
    NetCase.Layer[] LayerwisePooled,
    NetCase.Layer[] LayerwiseBlend,
    float[][] Outputs)
{
    public const string Input = "input", Output = "output";

    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly Suite Read = JsonSerializer.Deserialize<Suite>(File.ReadAllText(PathOf("expected.json")), JsonOptions)!;

    public static IReadOnlyList<NetCase> All => Read.Cases;

    /// <summary>The images, 3x8x8 each.</summary>
    public static float[][] Rows => Read.Rows;

    public static int BatchSize => Read.BatchSize;

    public static float Blend => Read.Blend;

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "OnnxAdaptation", "Reference", "nets", file);

    public static NetCase Named(string net) => All.Single(one => one.Net == net);

    /// <summary>The rows in the column that the networks read.</summary>
    public static IDataView View<T>(MLContext ml, IEnumerable<T[]> rows, params int[] dimensions) where T : struct
    {
        IDataView view = ColumnValues.View(ml, rows, dimensions.Length > 0 ? dimensions : [3, 8, 8]);
        return ml.Transforms.CopyColumns(Input, ColumnValues.Input).Fit(view).Transform(view);
    }

    internal sealed record Layer(double[] Mean, double[] Variance);

    private sealed record Suite(int BatchSize, float Blend, float[][] Rows, NetCase[] Cases);
}
