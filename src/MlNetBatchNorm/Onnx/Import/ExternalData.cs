using System.Globalization;
using MlNetBatchNorm.Files;

namespace MlNetBatchNorm.Onnx.Import;

/// <summary>
/// The data of a tensor in a file beside the model (onnx/onnx.proto3, "external_data"): <c>location</c>, a path relative to the model's
/// folder, and <c>offset</c> and <c>length</c>, which may be left out.
/// </summary>
internal static class ExternalData
{
    /// <param name="name">What messages call the tensor.</param>
    /// <param name="tensor">A tensor whose data is external.</param>
    /// <param name="folder">The folder of the model file.</param>
    /// <param name="expected">How many bytes the tensor has; null where the entries are believed, as far as the file goes.</param>
    /// <exception cref="FormatException">The entries are wrong, or the file does not have these bytes.</exception>
    public static byte[] Read(string name, TensorProto tensor, ModelFolder folder, long? expected = null)
    {
        Dictionary<string, string> entries = tensor.ExternalData.DistinctBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => entry.Value);
        long? offset = Number(name, entries, "offset");
        long? length = Number(name, entries, "length");
        string path = folder.Find(name, entries.GetValueOrDefault("location", ""));
        using FileStream file = RegularFile.OpenRead(path);
        file.Position = Math.Min(offset ?? 0, file.Length);
        long bytes = expected ?? length ?? file.Length - file.Position;
        OnnxFormat.Require(length is null || length == bytes, $"'{name}' has {bytes} bytes, but its external data has {length}");
        OnnxFormat.Require(bytes <= Math.Min(Array.MaxLength, file.Length - file.Position) && (offset ?? 0) <= file.Length,
            $"'{name}' has {bytes} bytes at {offset ?? 0} in '{Path.GetFileName(path)}', which is {file.Length} bytes long");
        var data = new byte[bytes];
        file.ReadExactly(data);
        return data;
    }

    private static long? Number(string name, Dictionary<string, string> entries, string key)
    {
        if (!entries.TryGetValue(key, out string? text))
            return null;
        OnnxFormat.Require(long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number),
            $"the {key} of the external data of '{name}' is '{text}', which is not a number of bytes");
        return number;
    }
}
