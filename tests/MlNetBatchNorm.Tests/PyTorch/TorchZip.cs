using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Archives in the form of torch.save's that no PyTorch would write, with checksums that hold; and pickles, one character a byte.</summary>
internal static class TorchZip
{
    public const string Protocol = "\u0080\u0002";
    public const string NewDict = "ccollections\nOrderedDict\n)R";
    public const string Stop = ".";

    /// <summary>A file that holds a pickle, storages by their keys, and other entries by their names.</summary>
    public static byte[] Create(string pickle, params (string Name, byte[] Content)[] entries) =>
        Create([("net/data.pkl", Encoding.Latin1.GetBytes(pickle)), .. entries]);

    /// <summary>A file of entries, of which one may be compressed.</summary>
    public static byte[] Create(IEnumerable<(string Name, byte[] Content)> entries, string? compressed = null)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name, name == compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    /// <summary>The entries of a file.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> Entries(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return [.. zip.Entries.Select(entry =>
        {
            var content = new byte[entry.Length];
            using Stream stream = entry.Open();
            stream.ReadExactly(content);
            return (entry.FullName, content);
        })];
    }

    public static string Text(string value) => $"X{Bytes(Encoding.UTF8.GetByteCount(value))}{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value))}";

    public static string Integer(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return "\u008a\u0008" + Encoding.Latin1.GetString(bytes);
    }

    public static string Bytes(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Encoding.Latin1.GetString(bytes);
    }

    public static string Tuple(params IEnumerable<string> items) => $"({string.Concat(items)}t";

    public static string Storage(long length, string key = "0", string type = "FloatStorage") =>
        Tuple(Text("storage"), $"ctorch\n{type}\n", Text(key), Text("cpu"), Integer(length)) + "Q";

    public static string Tensor(string storage, long offset, long[] shape, long[] strides) =>
        "ctorch._utils\n_rebuild_tensor_v2\n" + Tuple(storage, Integer(offset), Tuple(shape.Select(Integer)), Tuple(strides.Select(Integer)),
            "\u0089", NewDict) + "R";

    public static string Dict(params (string Key, string Value)[] items) =>
        $"}}({string.Concat(items.Select(item => Text(item.Key) + item.Value))}u";

    /// <summary>The state dict of a BatchNorm, with the mean that is given.</summary>
    public static string StateDict(string mean) =>
        Protocol + Dict(("running_mean", mean), ("running_var", Tensor(Storage(4), 0, [4], [1]))) + Stop;

    /// <summary>The file of that state dict; the storage "0" holds four ones.</summary>
    public static byte[] File(string mean) => Create(StateDict(mean), ("net/data/0", Ones));

    public static byte[] Ones { get; } = [.. Enumerable.Repeat(BitConverter.GetBytes(1f), 4).SelectMany(bytes => bytes)];
}
