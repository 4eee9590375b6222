using System.Text.Json;

namespace MlNetBatchNorm.Tests.Layer;

/// <summary>Reads the files of Reference/.</summary>
internal static class LayerReference
{
    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new Base64Floats() } };

    public static T[] Cases<T>(string fileName)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Layer", "Reference", fileName)));
        return file.RootElement.GetProperty("cases").Deserialize<T[]>(JsonOptions)!;
    }
}
