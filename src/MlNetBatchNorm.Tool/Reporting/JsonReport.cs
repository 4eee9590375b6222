using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>A report as JSON.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Format(StatisticsReport report) => JsonSerializer.Serialize(report, Options);
}
