using System.Buffers.Binary;

namespace MlNetBatchNorm.PyTorch;

/// <summary>Turns the bytes of tensors, little-endian in all formats, into numbers.</summary>
internal static class TensorItems
{
    /// <summary>The number of bytes of one item.</summary>
    public static int Size(TensorType type) => type switch
    {
        TensorType.Int8 or TensorType.UInt8 => sizeof(byte),
        TensorType.Half or TensorType.BFloat16 or TensorType.Int16 or TensorType.UInt16 => sizeof(ushort),
        TensorType.Single or TensorType.Int32 or TensorType.UInt32 => sizeof(float),
        _ => sizeof(double),
    };

    public static bool IsReal(TensorType type) => type is TensorType.Half or TensorType.BFloat16 or TensorType.Single or TensorType.Double;

    /// <summary>The items of a tensor of real numbers.</summary>
    public static double[] ToDoubles(TensorType type, ReadOnlySpan<byte> bytes)
    {
        int size = Size(type);
        var values = new double[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
            values[i] = ToDouble(type, bytes.Slice(i * size, size));
        return values;
    }

    /// <summary>The one item of a tensor that counts something, of any type; null where it is not a whole number or does not fit.</summary>
    public static long? ToCount(TensorType type, ReadOnlySpan<byte> item)
    {
        if (IsReal(type))
            return ToDouble(type, item) is var real && double.IsInteger(real) && Math.Abs(real) < long.MaxValue ? (long)real : null;
        return type switch
        {
            TensorType.Int8 => (sbyte)item[0],
            TensorType.UInt8 => item[0],
            TensorType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(item),
            TensorType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(item),
            TensorType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(item),
            TensorType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(item),
            TensorType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(item),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(item) is <= long.MaxValue and var count ? (long)count : null,
        };
    }

    /// <summary>Changes the sign of every item.</summary>
    public static void Negate(TensorType type, Span<byte> bytes)
    {
        const byte sign = 0x80;
        int size = Size(type);
        for (int last = size - 1; IsReal(type) && last < bytes.Length; last += size)
            bytes[last] ^= sign;
    }

    private static double ToDouble(TensorType type, ReadOnlySpan<byte> item) => type switch
    {
        TensorType.Half => (double)BinaryPrimitives.ReadHalfLittleEndian(item),
        TensorType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(item) << 16),
        TensorType.Single => BinaryPrimitives.ReadSingleLittleEndian(item),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(item),
    };
}
