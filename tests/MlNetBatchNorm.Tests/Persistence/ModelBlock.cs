using System.Security.Cryptography;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Persistence;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>The block of <see cref="BatchNormModelFormat"/>, taken apart and put together.</summary>
internal static class ModelBlock
{
    public const uint FirstVersion = 0x00010001;

    private const uint CurrentVersion = 0x00010003;

    public static byte[] Write(FittedColumns columns)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        BatchNormModelFormat.Write(writer, columns);
        return stream.ToArray();
    }

    public static FittedColumns Read(byte[] block, uint version = CurrentVersion)
    {
        using var reader = new BinaryReader(new MemoryStream(block));
        return BatchNormModelFormat.Read(reader, version);
    }

    /// <summary>What lies between the length and the checksum.</summary>
    public static byte[] BodyOf(byte[] block) => block[sizeof(int)..^SHA256.HashSizeInBytes];

    /// <summary>A body with the length and the checksum that belong to it.</summary>
    public static byte[] WithChecksum(byte[] body) => [.. BitConverter.GetBytes(body.Length), .. body, .. SHA256.HashData(body)];
}
