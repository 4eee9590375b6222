using System.Buffers.Binary;

namespace MlNetBatchNorm.PyTorch.Safetensors;

/// <summary>
/// A safetensors file (github.com/huggingface/safetensors, README.md, "Format"), little-endian:
/// <code>
/// uint64  length of the header; at most 100,000,000
/// header  JSON, padded by spaces: { "name": { "dtype": "F32", "shape": [16], "data_offsets": [begin, end] }, …, "__metadata__": { … } }
/// data    the tensors' bytes, row-major; begin and end count from here. No byte belongs to two tensors, or to none.
/// </code>
/// </summary>
internal sealed class SafetensorsFile : ITensorFile
{
    private const int MaxHeaderLength = 100_000_000;

    private readonly Dictionary<string, StoredTensor> _tensors;

    private SafetensorsFile(Dictionary<string, StoredTensor> tensors)
    {
        _tensors = tensors;
    }

    public bool IsShard => false;

    public TorchFormat Format => TorchFormat.Safetensors;

    /// <summary>Reads the header; the tensors are read from <paramref name="stream"/> when they are asked for.</summary>
    /// <param name="stream">A seekable stream; the file is all of it.</param>
    /// <exception cref="FormatException">The header is not what it must be, or does not agree with the file's length.</exception>
    public static SafetensorsFile Open(Stream stream)
    {
        TorchFormat format = TorchFormat.Safetensors;
        format.Require(stream.Length >= sizeof(ulong), $"it is {stream.Length} bytes long and has no header");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(Read(stream, 0, sizeof(ulong)));
        format.Require(length <= MaxHeaderLength && (long)length <= stream.Length - sizeof(ulong),
            $"it declares a header of {length} bytes, but the file is {stream.Length} bytes long");
        long data = sizeof(ulong) + (long)length;
        byte[] header = Read(stream, sizeof(ulong), (int)length);
        return new SafetensorsFile(SafetensorsHeader.Parse(header, stream.Length - data, (begin, count) => Read(stream, data + begin, count)));
    }

    public StoredTensor? Find(string key) => _tensors.GetValueOrDefault(key);

    public IEnumerable<string> KeysEndingWith(string ending) => _tensors.Keys.Where(key => key.EndsWith(ending, StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private static byte[] Read(Stream stream, long position, int count)
    {
        var bytes = new byte[count];
        stream.Position = position;
        stream.ReadExactly(bytes);
        return bytes;
    }
}
