using System.Buffers.Binary;
using System.Text;

namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>Reads the arguments of opcodes from bytes that may be anything.</summary>
/// <param name="pickle">The bytes.</param>
/// <param name="start">The position of the first to read.</param>
internal sealed class PickleReader(byte[] pickle, int start = 0)
{
    private static readonly TorchFormat Format = TorchFormat.StateDict;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _position = start;

    /// <summary>The position of the next byte.</summary>
    public int Position => _position;

    public byte ReadByte() => Take(sizeof(byte))[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public void Skip(ulong length) => Take(length);

    /// <summary>A float in the byte order of the network, as pickles have it.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)));

    /// <summary>A whole number in two's complement: a long, or an object where it is longer.</summary>
    public object ReadLong(uint length)
    {
        ReadOnlySpan<byte> bytes = Take(length);
        if (bytes.Length > sizeof(long))
            return new PickleObject("int");
        long value = bytes.IsEmpty || (bytes[^1] & 0x80) == 0 ? 0 : -1;
        for (int i = bytes.Length - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return value;
    }

    public string ReadString(ulong length) =>
        Text(Take(length)) ?? throw Format.Fault($"its pickle contains invalid UTF-8, before byte {_position}");

    /// <summary>A str of Python 2: a text, or an object where its bytes are not one.</summary>
    public object ReadOldString(uint length) => (object?)Text(Take(length)) ?? new PickleObject("bytes");

    /// <summary>A text up to the end of its line.</summary>
    public string ReadLine()
    {
        int length = pickle.AsSpan(_position).IndexOf((byte)'\n');
        Format.Require(length >= 0, "its pickle has a line without an end");
        string line = ReadString((ulong)length);
        _position++;
        return line;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        Format.Require(length <= (ulong)(pickle.Length - _position), "its pickle is cut off");
        ReadOnlySpan<byte> taken = pickle.AsSpan(_position, (int)length);
        _position += (int)length;
        return taken;
    }

    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
