using System.Security.Cryptography;
using System.Text;

namespace MlNetBatchNorm.Persistence;

/// <summary>
/// A body of bytes with its length before it and its checksum behind it. The checksum finds damage; it does not make a block trustworthy, so
/// the reader of the body checks every value as well.
/// <code>
/// int32      length of the body
/// body
/// 32 bytes   SHA-256 of the body
/// </code>
/// </summary>
internal static class ChecksummedBlock
{
    public const int LengthSize = sizeof(int);

    public const int ChecksumSize = SHA256.HashSizeInBytes;

    public static void Write(BinaryWriter writer, Action<BinaryWriter> writeBody)
    {
        using var stream = new MemoryStream();
        using (var body = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            writeBody(body);
        byte[] bytes = stream.ToArray();
        writer.Write(bytes.Length);
        writer.Write(bytes);
        writer.Write(SHA256.HashData(bytes));
    }

    /// <summary>Reads the body. Nothing larger than what is there is allocated on the length's word.</summary>
    /// <exception cref="FormatException">The block is cut or changed; made by <paramref name="damaged"/> from what is wrong.</exception>
    public static byte[] Read(BinaryReader reader, Func<string, Exception> damaged)
    {
        long rest = reader.BaseStream.Length - reader.BaseStream.Position;
        if (rest < LengthSize + ChecksumSize)
            throw damaged("it is cut off");
        int length = reader.ReadInt32();
        if (length < 0 || length > rest - LengthSize - ChecksumSize)
            throw damaged("it is cut off");
        byte[] bytes = reader.ReadBytes(length);
        byte[] checksum = reader.ReadBytes(ChecksumSize);
        return checksum.AsSpan().SequenceEqual(SHA256.HashData(bytes)) ? bytes : throw damaged("its checksum does not agree with its content");
    }
}
