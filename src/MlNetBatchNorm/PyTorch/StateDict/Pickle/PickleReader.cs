using System.Buffers.Binary;
using System.Text;

namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>Reads the arguments of opcodes from bytes that may be anything.</summary>
internal sealed class PickleReader(byte[] pickle)
{
    private static readonly TorchFormat Format = TorchFormat.StateDict;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _position;

    /// <summary>The position of the next byte.</summary>
    public int Position => _position;

    public byte ReadByte() => Take(sizeof(byte))[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>A float in the byte order of the network, as pickles have it.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)));

    /// <summary>A whole number of up to eight bytes, in two's complement.</summary>
    public long ReadLong()
    {
        ReadOnlySpan<byte> bytes = Take(ReadByte());
        Format.Require(bytes.Length <= sizeof(long), "its pickle has an integer of more than eight bytes");
        long value = bytes.IsEmpty || (bytes[^1] & 0x80) == 0 ? 0 : -1;
        for (int i = bytes.Length - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return value;
    }

    /// <summary>A text that its length precedes.</summary>
    public string ReadString() => Text(Take(ReadUInt32()));

    /// <summary>A text up to the end of its line.</summary>
    public string ReadLine()
    {
        int length = pickle.AsSpan(_position).IndexOf((byte)'\n');
        Format.Require(length >= 0, "its pickle has a line without an end");
        string line = Text(Take(length));
        _position++;
        return line;
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        Format.Require(length <= pickle.Length - _position, "its pickle is cut off");
        ReadOnlySpan<byte> taken = pickle.AsSpan(_position, (int)length);
        _position += (int)length;
        return taken;
    }

    private string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Format.Fault($"its pickle contains invalid UTF-8, before byte {_position}");
        }
    }
}
