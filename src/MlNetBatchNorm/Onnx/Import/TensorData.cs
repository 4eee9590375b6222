using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.Onnx.Import;

/// <summary>
/// The numbers of a tensor, wherever the format allows them to be: in raw_data, little-endian; in the list for its type; or in a file of
/// their own.
/// </summary>
internal static class TensorData
{
    /// <summary>Whether a tensor is of doubles.</summary>
    public static bool IsDouble(TensorProto tensor) => (DataType)tensor.DataType == DataType.Double;

    /// <summary>The numbers of a vector of real numbers, as floats or doubles; a double that no float holds becomes an infinity.</summary>
    /// <param name="name">What messages call the tensor.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="folder">The folder of the model file, where files of external data lie; null where the model is a stream, or has none.</param>
    /// <exception cref="FormatException">The tensor is not a vector, not of real numbers, or its data is not as long.</exception>
    public static ImmutableArray<TNumber> ToNumbers<TNumber>(string name, TensorProto tensor, ModelFolder? folder)
        where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
    {
        OnnxFormat.Require(tensor.Dims.Count == 1 && tensor.Dims[0] > 0,
            $"'{name}' has shape [{string.Join(", ", tensor.Dims)}], but must have one dimension of 1 or more");
        return (DataType)tensor.DataType switch
        {
            DataType.Float => Numbers(name, tensor, folder, tensor.FloatData, TNumber.CreateTruncating),
            DataType.Double => Numbers(name, tensor, folder, tensor.DoubleData, TNumber.CreateTruncating),
            DataType.Float16 => Numbers(name, tensor, folder, Halves(tensor.Int32Data), value => TNumber.CreateTruncating(BitConverter.UInt16BitsToHalf(value))),
            DataType.Bfloat16 => Numbers(name, tensor, folder, Halves(tensor.Int32Data), value => TNumber.CreateTruncating(BitConverter.Int32BitsToSingle(value << 16))),
            _ => throw OnnxFormat.Fault($"'{name}' is of type {(DataType)tensor.DataType}, but must be of FLOAT, DOUBLE, FLOAT16 or BFLOAT16"),
        };
    }

    private static ImmutableArray<TNumber> Numbers<T, TNumber>(
        string name, TensorProto tensor, ModelFolder? folder, IReadOnlyCollection<T> list, Func<T, TNumber> convert)
        where T : unmanaged
    {
        long bytes = checked(Math.Min(tensor.Dims[0], int.MaxValue) * Marshal.SizeOf<T>());
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
            return Convert(ExternalData.Read(name, tensor, folder ?? throw InAnotherFile(name), bytes), convert);
        if (list.Count == tensor.Dims[0] && tensor.RawData.IsEmpty)
            return [.. list.Select(convert)];
        OnnxFormat.Require(tensor.RawData.Length == bytes && list.Count == 0,
            $"'{name}' has {tensor.Dims[0]} values of {Marshal.SizeOf<T>()} bytes, but {tensor.RawData.Length + ((long)list.Count * Marshal.SizeOf<T>())} bytes of data");
        return Convert(tensor.RawData.Span, convert);
    }

    private static Exception InAnotherFile(string name) =>
        OnnxFormat.Fault($"the values of '{name}' are in a file of their own, beside the model", "Give the model's path instead of a stream.");

    private static ImmutableArray<TNumber> Convert<T, TNumber>(ReadOnlySpan<byte> bytes, Func<T, TNumber> convert) where T : unmanaged
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(bytes);
        var numbers = new TNumber[values.Length];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = convert(values[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(numbers);
    }

    private static ushort[] Halves(RepeatedField<int> bits) => [.. bits.Select(value => (ushort)value)];
}
