using System.Buffers.Binary;

namespace MlNetBatchNorm.PyTorch;

/// <summary>Turns the bytes of tensors, little-endian in both formats, into numbers.</summary>
internal static class TensorItems
{
    /// <summary>The number of bytes of one item.</summary>
    public static int Size(TensorType type) => type switch
    {
        TensorType.Half or TensorType.BFloat16 => sizeof(ushort),
        TensorType.Single or TensorType.Int32 => sizeof(float),
        _ => sizeof(double),
    };

    public static bool IsInteger(TensorType type) => type is TensorType.Int32 or TensorType.Int64;

    /// <summary>The items of a tensor of real numbers; a double that no float holds becomes an infinity.</summary>
    public static float[] ToSingles(TensorType type, ReadOnlySpan<byte> bytes)
    {
        int size = Size(type);
        var values = new float[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
            values[i] = ToSingle(type, bytes.Slice(i * size, size));
        return values;
    }

    /// <summary>The one item of a tensor of integers.</summary>
    public static long ToInt64(TensorType type, ReadOnlySpan<byte> bytes) => type == TensorType.Int32
        ? BinaryPrimitives.ReadInt32LittleEndian(bytes)
        : BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private static float ToSingle(TensorType type, ReadOnlySpan<byte> item) => type switch
    {
        TensorType.Half => (float)BinaryPrimitives.ReadHalfLittleEndian(item),
        TensorType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(item) << 16),
        TensorType.Single => BinaryPrimitives.ReadSingleLittleEndian(item),
        _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(item),
    };
}
