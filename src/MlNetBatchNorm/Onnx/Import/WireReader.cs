using System.Text;

namespace MlNetBatchNorm.Onnx.Import;

/// <summary>
/// Reads a message of the protocol buffers wire format (protobuf.dev/programming-guides/encoding) field by field from a seekable stream. A
/// field is only found, not read, until it is asked for: the weights of a large model are never touched.
/// </summary>
internal sealed class WireReader(Stream stream, long start, long end)
{
    // Of all names in a model; more is not a name.
    private const int MaxTextLength = 1 << 16;

    private long _next = start;

    public WireReader(Stream stream)
        : this(stream, 0, stream.Length)
    {
    }

    /// <summary>The number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>Where a field of bytes, text or messages begins; its length is 0 for other fields.</summary>
    public (long Begin, long Length) Extent { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="FormatException">The bytes are not a message.</exception>
    public bool Next()
    {
        if (_next >= end)
            return false;
        stream.Position = _next;
        ulong tag = ReadVarint();
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        ulong length = (tag & 7) switch
        {
            0 => ReadVarint() * 0,
            1 => sizeof(ulong),
            2 => ReadVarint(),
            5 => sizeof(uint),
            _ => throw OnnxFormat.Fault($"it is not a protocol buffer, or damaged, at byte {_next}"),
        };
        long begin = stream.Position;
        OnnxFormat.Require(begin <= end && length <= (ulong)(end - begin), $"a field at byte {_next} ends after what it is in");
        Extent = (begin, (long)length);
        _next = begin + (long)length;
        return true;
    }

    /// <summary>Reads the field as a message.</summary>
    public WireReader Message() => new(stream, Extent.Begin, Extent.Begin + Extent.Length);

    /// <summary>Reads the field as text.</summary>
    /// <exception cref="FormatException">It is longer than any name.</exception>
    public string Text()
    {
        OnnxFormat.Require(Extent.Length <= MaxTextLength, $"a name at byte {Extent.Begin} is {Extent.Length} bytes long");
        var bytes = new byte[(int)Extent.Length];
        stream.Position = Extent.Begin;
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private ulong ReadVarint()
    {
        const int longest = 64;
        ulong value = 0;
        for (int shift = 0; shift < longest; shift += 7)
        {
            int read = stream.ReadByte();
            OnnxFormat.Require(read >= 0, "it ends too early");
            value |= (ulong)(read & 0x7f) << shift;
            if (read < 0x80)
                return value;
        }

        throw OnnxFormat.Fault($"it is not a protocol buffer, or damaged, at byte {stream.Position}");
    }
}
