using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Reads files of Reference/ that hold many cases.</summary>
internal static class ReferenceFile
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The cases that stand in the array <paramref name="property"/> of a file.</summary>
    public static T[] Cases<T>(string fileName, string property = "cases")
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(Path.Combine(TorchCase.Folder, fileName)));
        return file.RootElement.GetProperty(property).Deserialize<T[]>(JsonOptions)!;
    }
}
