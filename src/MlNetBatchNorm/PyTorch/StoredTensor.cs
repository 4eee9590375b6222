using System.Buffers.Binary;
using System.Collections.Immutable;

namespace MlNetBatchNorm.PyTorch;

/// <summary>A tensor in a file, read only if it is asked for.</summary>
/// <param name="TypeName">What the file calls the type of its items.</param>
/// <param name="Type">The type of its items; null for one that no BatchNorm module has.</param>
/// <param name="Shape">Its dimensions, none negative; empty for a scalar.</param>
/// <param name="Read">Reads the bytes of its items, little-endian; called only where <paramref name="Type"/> is known.</param>
internal sealed record StoredTensor(string TypeName, TensorType? Type, ImmutableArray<long> Shape, Func<byte[]> Read)
{
    /// <summary>A number that is not in a tensor.</summary>
    public static StoredTensor OfNumber(string typeName, TensorType type, long bits) => new(typeName, type, [], () =>
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bits);
        return bytes;
    });

    /// <summary>What is not a tensor, or one of a kind that is not read.</summary>
    public static StoredTensor OfUnknown(string typeName) => new(typeName, null, [], () => []);

    /// <summary>A shape as PyTorch writes it: "[16, 3]".</summary>
    public static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
