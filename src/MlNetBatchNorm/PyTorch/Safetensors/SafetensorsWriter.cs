using System.Buffers.Binary;
using System.Text.Json;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm.PyTorch.Safetensors;

/// <summary>
/// Writes parameters as a <see cref="SafetensorsFile"/>: the same bytes for the same parameters. As the format's own library does it, the
/// tensors with the largest items come first, then they go by name, and the header is padded to 8 bytes: so all of them are aligned.
/// </summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <exception cref="InvalidOperationException">The running statistics are not tracked, or not finite.</exception>
    public static byte[] Write(BatchNormParameters parameters, string prefix)
    {
        ParametersValidation.RequireFiniteStatistics(parameters, $"The parameters of {parameters.NumFeatures} channels cannot be saved");
        (string Key, byte[] Data)[] tensors = [.. Tensors(parameters)];
        byte[] header = Header(prefix, parameters.Doubles is null ? "F32" : "F64", parameters.NumFeatures, tensors);
        return [.. LittleEndian((ulong)header.Length), .. header, .. tensors.SelectMany(tensor => tensor.Data)];
    }

    private static IEnumerable<(string Key, byte[] Data)> Tensors(BatchNormParameters parameters) =>
        parameters.Doubles is { } doubles ? OfDoubles(doubles, parameters.NumBatchesTracked) : OfSingles(parameters);

    private static IEnumerable<(string Key, byte[] Data)> OfDoubles(DoubleParameters doubles, long batches)
    {
        if (doubles.Bias is { } bias)
            yield return (BatchNormModule.Bias, LittleEndian(bias));
        yield return (BatchNormModule.NumBatchesTracked, LittleEndian((ulong)batches));
        yield return (BatchNormModule.RunningMean, LittleEndian(doubles.RunningMean));
        yield return (BatchNormModule.RunningVar, LittleEndian(doubles.RunningVariance));
        if (doubles.Weight is { } weight)
            yield return (BatchNormModule.Weight, LittleEndian(weight));
    }

    private static IEnumerable<(string Key, byte[] Data)> OfSingles(BatchNormParameters parameters)
    {
        yield return (BatchNormModule.NumBatchesTracked, LittleEndian((ulong)parameters.NumBatchesTracked));
        if (parameters.Bias is { } bias)
            yield return (BatchNormModule.Bias, LittleEndian(bias));
        yield return (BatchNormModule.RunningMean, LittleEndian(parameters.RunningMean));
        yield return (BatchNormModule.RunningVar, LittleEndian(parameters.RunningVariance));
        if (parameters.Weight is { } weight)
            yield return (BatchNormModule.Weight, LittleEndian(weight));
    }

    private static byte[] Header(string prefix, string type, int channels, (string Key, byte[] Data)[] tensors)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsHeader.Metadata);
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long offset = 0;
            foreach ((string key, byte[] data) in tensors)
            {
                bool counter = key == BatchNormModule.NumBatchesTracked;
                json.WriteStartObject(prefix + key);
                json.WriteString(SafetensorsHeader.DType, counter ? "I64" : type);
                WriteNumbers(json, SafetensorsHeader.Shape, counter ? [] : [channels]);
                WriteNumbers(json, SafetensorsHeader.DataOffsets, [offset, offset += data.Length]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (header.Length % Alignment != 0)
            header.WriteByte((byte)' ');
        return header.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> values)
    {
        json.WriteStartArray(name);
        foreach (long value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static byte[] LittleEndian(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] LittleEndian(IReadOnlyList<double> values)
    {
        var bytes = new byte[values.Count * sizeof(double)];
        for (int i = 0; i < values.Count; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        return bytes;
    }

    private static byte[] LittleEndian(IReadOnlyList<float> values)
    {
        var bytes = new byte[values.Count * sizeof(float)];
        for (int i = 0; i < values.Count; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }
}
