using System.Collections.Immutable;
using System.Text.Json;

namespace MlNetBatchNorm.PyTorch.Safetensors;

/// <summary>Reads the header of a <see cref="SafetensorsFile"/>: every number is checked against the file's length before it is used.</summary>
internal static class SafetensorsHeader
{
    public const string Metadata = "__metadata__";
    public const string DType = "dtype";
    public const string Shape = "shape";
    public const string DataOffsets = "data_offsets";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 3 };
    private static readonly TorchFormat Format = TorchFormat.Safetensors;

    /// <summary>The tensors by name. They fill the data without a gap, or the file is refused.</summary>
    /// <exception cref="FormatException">The header is not what it must be.</exception>
    public static Dictionary<string, StoredTensor> Parse(ReadOnlyMemory<byte> header, long dataLength, Func<long, int, byte[]> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(header, Strict);
            return Parse(document.RootElement, dataLength, read);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A string that is not valid text, such as half of a surrogate pair, is an InvalidOperationException, and only when it is asked for.
            throw Format.Fault($"its header is not the JSON that it must be: {fault.Message.TrimEnd('.')}");
        }
    }

    private static Dictionary<string, StoredTensor> Parse(JsonElement header, long dataLength, Func<long, int, byte[]> read)
    {
        Format.Require(header.ValueKind == JsonValueKind.Object, "its header is not a JSON object");
        var tensors = new Dictionary<string, StoredTensor>();
        var extents = new List<(long Begin, long End)>();
        foreach (JsonProperty entry in header.EnumerateObject().Where(entry => !entry.NameEquals(Metadata)))
        {
            (long Begin, long End) extent = ReadOffsets(entry, dataLength);
            tensors.Add(entry.Name, ReadTensor(entry, extent, read));
            extents.Add(extent);
        }

        CheckExtents(extents, dataLength);
        return tensors;
    }

    private static StoredTensor ReadTensor(JsonProperty entry, (long Begin, long End) extent, Func<long, int, byte[]> read)
    {
        string key = entry.Name;
        string dtype = Member(entry, DType, JsonValueKind.String).GetString()!;
        ImmutableArray<long> shape = [.. Numbers(entry, Shape)];
        TensorType? type = TypeOf(dtype);
        long length = extent.End - extent.Begin;
        Format.Require(type is null || Count(shape, length) * TensorItems.Size(type.Value) == length,
            $"'{key}' is {dtype} {StoredTensor.Text(shape)}, but has {length} bytes");
        return new StoredTensor(dtype, type, shape, () =>
        {
            Format.Require(length <= Array.MaxLength, $"'{key}' is larger than any BatchNorm");
            return read(extent.Begin, (int)length);
        });
    }

    private static (long Begin, long End) ReadOffsets(JsonProperty entry, long dataLength)
    {
        ImmutableArray<long> offsets = [.. Numbers(entry, DataOffsets)];
        Format.Require(offsets.Length == 2 && offsets[0] <= offsets[1] && offsets[1] <= dataLength,
            $"the {DataOffsets} of '{entry.Name}' are {StoredTensor.Text(offsets)}, but the data is {dataLength} bytes long");
        return (offsets[0], offsets[1]);
    }

    private static IEnumerable<long> Numbers(JsonProperty entry, string name)
    {
        foreach (JsonElement element in Member(entry, name, JsonValueKind.Array).EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long value) || value < 0)
                throw Format.Fault($"the {name} of '{entry.Name}' has {element.GetRawText()}, which is not a whole number of 0 or more");
            yield return value;
        }
    }

    private static JsonElement Member(JsonProperty entry, string name, JsonValueKind kind)
    {
        JsonElement member = default;
        Format.Require(entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty(name, out member) && member.ValueKind == kind,
            $"'{entry.Name}' has no {name}");
        return member;
    }

    /// <summary>The number of items; null if it is more than <paramref name="max"/>.</summary>
    private static long? Count(ImmutableArray<long> shape, long max)
    {
        if (shape.Contains(0))
            return 0;
        long count = 1;
        foreach (long dimension in shape)
        {
            if (dimension > max / count)
                return null;
            count *= dimension;
        }

        return count;
    }

    private static void CheckExtents(List<(long Begin, long End)> extents, long dataLength)
    {
        extents.Sort();
        long end = 0;
        foreach ((long Begin, long End) extent in extents)
        {
            Format.Require(extent.Begin == end, $"its tensors do not lie side by side: one ends at {end}, the next begins at {extent.Begin}");
            end = extent.End;
        }

        Format.Require(end == dataLength, $"its tensors are {end} bytes long, but its data is {dataLength}");
    }

    private static TensorType? TypeOf(string dtype) => dtype switch
    {
        "F16" => TensorType.Half,
        "BF16" => TensorType.BFloat16,
        "F32" => TensorType.Single,
        "F64" => TensorType.Double,
        "I8" => TensorType.Int8,
        "U8" => TensorType.UInt8,
        "I16" => TensorType.Int16,
        "U16" => TensorType.UInt16,
        "I32" => TensorType.Int32,
        "U32" => TensorType.UInt32,
        "I64" => TensorType.Int64,
        "U64" => TensorType.UInt64,
        _ => null,
    };
}
