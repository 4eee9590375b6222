using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MlNetBatchNorm.Persistence;

/// <summary>Reads a block of bytes that may be anything: no value is believed, nothing is allocated before it is known to be there.</summary>
internal ref struct BlockReader(ReadOnlySpan<byte> block, Func<string, Exception> damaged)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = block;

    /// <exception cref="FormatException">The condition does not hold.</exception>
    public readonly void Require([DoesNotReturnIf(false)] bool condition, string fault)
    {
        if (!condition)
            throw damaged(fault);
    }

    public readonly void RequireEnd() => Require(_rest.IsEmpty, $"{_rest.Length} bytes are left over");

    public byte ReadByte(string name, byte min, byte max)
    {
        byte value = Take(sizeof(byte))[0];
        Require(value >= min && value <= max, $"{name} {value} is not from {min} to {max}");
        return value;
    }

    public int ReadInt32(string name, int min, int max)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
        Require(value >= min && value <= max, $"{name} {value} is not from {min} to {max}");
        return value;
    }

    public int ReadInt16(string name, int min, int max)
    {
        int value = BinaryPrimitives.ReadInt16LittleEndian(Take(sizeof(short)));
        Require(value >= min && value <= max, $"{name} {value} is not from {min} to {max}");
        return value;
    }

    /// <summary>A number of something: 0 or more.</summary>
    public long ReadCount(string name)
    {
        long value = ReadInt64();
        Require(value >= 0, $"{name} {value} is negative");
        return value;
    }

    public ReadOnlySpan<byte> ReadBytes(long count) => Take(count);

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public float[] ReadSingles(int count)
    {
        ReadOnlySpan<byte> bytes = Take((long)count * sizeof(float));
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        return values;
    }

    public double[] ReadDoubles(int count)
    {
        ReadOnlySpan<byte> bytes = Take((long)count * sizeof(double));
        var values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * sizeof(double))..]);
        return values;
    }

    public long[] ReadInt64s(int count)
    {
        ReadOnlySpan<byte> bytes = Take((long)count * sizeof(long));
        var values = new long[count];
        for (int i = 0; i < count; i++)
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
        return values;
    }

    public string ReadString(string name, int minLength = 1)
    {
        ReadOnlySpan<byte> bytes = Take(ReadInt32($"length of the {name}", minLength, int.MaxValue));
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Require(false, $"{name} is not text");
            throw;
        }
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        Require(length <= _rest.Length, "it is cut off");
        ReadOnlySpan<byte> taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
