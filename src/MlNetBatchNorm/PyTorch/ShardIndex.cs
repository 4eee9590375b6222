using System.Text.Json;
using System.Text.RegularExpressions;
using MlNetBatchNorm.Files;

namespace MlNetBatchNorm.PyTorch;

/// <summary>
/// The index of a model in several files, <c>model.safetensors.index.json</c>, as Hugging Face's save_pretrained(max_shard_size=…) writes it:
/// <code>
/// { "metadata": { … }, "weight_map": { "layer1.bn.weight": "model-00001-of-00002.safetensors", … } }
/// </code>
/// </summary>
/// <param name="Folder">The folder of the index and of the shards.</param>
/// <param name="Shards">The name of the file that each tensor is in, by the tensor's name.</param>
internal sealed partial record ShardIndex(string Folder, IReadOnlyDictionary<string, string> Shards)
{
    private const string WeightMap = "weight_map";
    private const int MaxLength = 100_000_000;
    private const string Extension = ".json";

    /// <summary>Whether a file is an index by its name.</summary>
    public static bool Is(string path) => Path.GetExtension(path).Equals(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file is one of several by its name, such as model-00001-of-00002.safetensors.</summary>
    public static bool IsShard(string path) =>
        Numbered().Match(Path.GetFileName(path)) is { Success: true } match && match.Groups[1].ValueSpan.TrimStart('0') is not ("" or "1");

    /// <summary>The index of the model that a shard belongs to, in the shard's folder; null if there is none.</summary>
    /// <exception cref="FormatException">A file that is named as one is not an index.</exception>
    public static ShardIndex? Beside(string shard, TorchFormat format)
    {
        string name = Path.GetFileName(shard);
        return Directory.EnumerateFiles(FolderOf(shard), "*.index*" + Extension).Order(StringComparer.Ordinal)
            .Select(path => Read(path, format)).FirstOrDefault(index => index.Shards.Values.Contains(name));
    }

    /// <exception cref="FormatException">It is not an index.</exception>
    public static ShardIndex Read(string path, TorchFormat format)
    {
        using FileStream stream = RegularFile.OpenRead(path);
        string name = Path.GetFileName(path);
        format.Require(stream.Length <= MaxLength, $"its index '{name}' is {stream.Length} bytes long, more than {MaxLength}");
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            bool found = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(WeightMap, out JsonElement map)
                && map.ValueKind == JsonValueKind.Object;
            format.Require(found, $"'{name}' is not an index of shards: it has no {WeightMap}");
            return new ShardIndex(FolderOf(path), Entries(document.RootElement.GetProperty(WeightMap), format));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw format.Fault($"its index '{name}' is not the JSON that it must be: {fault.Message.TrimEnd('.')}");
        }
    }

    private static OrderedDictionary<string, string> Entries(JsonElement map, TorchFormat format)
    {
        var shards = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            string? shard = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : null;
            // Shards are beside their index: nothing else of the machine is opened.
            format.Require(!string.IsNullOrEmpty(shard) && shard.IndexOfAny(['/', '\\', ':', '\0']) < 0 && shard is not ("." or ".."),
                $"its index has '{entry.Name}' in '{entry.Value}', which is not the name of a file beside it");
            shards[entry.Name] = shard;
        }

        return shards;
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    [GeneratedRegex(@"-\d{1,9}-of-(\d{1,9})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
