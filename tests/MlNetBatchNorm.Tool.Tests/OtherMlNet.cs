using System.Security.Cryptography;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>A file of statistics of images, as if another ML.NET had resized them.</summary>
internal static class OtherMlNet
{
    private const int BodyOffset = 16;

    /// <summary>Sets the major version of ML.NET, which follows the description of the column; the format's documentation says where. Gives the one before.</summary>
    public static byte Change(string file, byte major)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int nameLength = BitConverter.ToInt32(bytes, BodyOffset + sizeof(int));
        // The number of columns; the name; kind, channels and number of dimensions; three dimensions; layout; number of channels.
        int offset = BodyOffset + sizeof(int) + sizeof(int) + nameLength + 3 + (3 * sizeof(int)) + 1 + sizeof(int);
        byte before = bytes[offset];
        bytes[offset] = major;
        SHA256.HashData(bytes.AsSpan(BodyOffset..^SHA256.HashSizeInBytes), bytes.AsSpan(^SHA256.HashSizeInBytes..));
        File.WriteAllBytes(file, bytes);
        return before;
    }
}
