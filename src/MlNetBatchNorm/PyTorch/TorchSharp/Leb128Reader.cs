using System.Collections.Immutable;

namespace MlNetBatchNorm.PyTorch.TorchSharp;

/// <summary>Reads numbers and skips tensors in a stream that may be anything; no length is believed that the stream does not have.</summary>
internal sealed class Leb128Reader(Stream stream)
{
    private static readonly TorchFormat Format = TorchFormat.TorchSharp;

    public long Position { get; private set; }

    /// <summary>A number of 7 bits per byte, the lowest first.</summary>
    /// <param name="max">What it may be at most.</param>
    /// <param name="what">What messages call it.</param>
    public long Read(long max, string what)
    {
        const int longest = 63;
        ulong value = 0;
        stream.Position = Position;
        for (int shift = 0; shift <= longest; shift += 7)
        {
            int read = stream.ReadByte();
            Format.Require(read >= 0, "it is cut off");
            Position++;
            value |= (ulong)(read & 0x7f) << shift;
            if (read < 0x80)
                break;
            Format.Require(shift < longest, $"its {what} before byte {Position} is not a number");
        }

        Format.Require(value <= (ulong)max, $"its {what} before byte {Position} is {value}, more than {max}");
        return (long)value;
    }

    public byte[] Take(int length)
    {
        Format.Require(length <= stream.Length - Position, "it is cut off");
        var bytes = new byte[length];
        stream.Position = Position;
        stream.ReadExactly(bytes);
        Position += length;
        return bytes;
    }

    /// <summary>Passes over the items of a tensor.</summary>
    /// <returns>The number of their bytes.</returns>
    public long Skip(ImmutableArray<long> shape, int itemSize)
    {
        long length = shape.Contains(0) ? 0 : itemSize;
        foreach (long dimension in shape.Where(_ => length > 0))
        {
            Format.Require(dimension <= (stream.Length - Position) / length, $"a tensor of shape {StoredTensor.Text(shape)} at byte {Position} is longer than the file");
            length *= dimension;
        }

        Format.Require(length <= stream.Length - Position, "it is cut off");
        Position += length;
        return length;
    }
}
