using MlNetBatchNorm.Files;

namespace MlNetBatchNorm.Images;

/// <summary>The bytes of one image file after the other. Not thread-safe.</summary>
internal sealed class EncodedFile
{
    /// <summary>The most bytes that a pixel takes, uncompressed.</summary>
    private const long BytesPerPixel = 8;

    /// <summary>What a file may hold besides pixels.</summary>
    private const long Extra = 1 << 26;

    private readonly PinnedBytes _memory = new();

    /// <summary>Where the bytes lie.</summary>
    public nint Address => _memory.Address;

    /// <summary>The number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _memory.Bytes[..Length];

    /// <summary>Reads a file.</summary>
    /// <returns>Why it cannot be read; null if it was.</returns>
    public string? Read(string path, long maxPixels)
    {
        try
        {
            if (RegularFile.FindOther(path) is { } other)
                return $"it is {other}, not a regular file";
            using FileStream stream = RegularFile.OpenRead(path, bufferSize: 0);
            return Read(stream, maxPixels);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or ArgumentException or NotSupportedException)
        {
            return Describe(exception, path);
        }
    }

    /// <summary>Reads the rest of a stream that knows its length.</summary>
    /// <returns>Why it cannot be used; null if it was read.</returns>
    public string? Read(Stream stream, long maxPixels)
    {
        long length = stream.Length - stream.Position;
        if (Check(length, maxPixels) is { } problem)
            return problem;
        _memory.Reserve(length);
        Length = (int)length;
        stream.ReadExactly(_memory.Bytes[..Length]);
        return null;
    }

    /// <summary>Copies bytes that are in memory.</summary>
    /// <returns>Why they cannot be used; null if they were copied.</returns>
    public string? Copy(ReadOnlySpan<byte> bytes, long maxPixels)
    {
        if (Check(bytes.Length, maxPixels) is { } problem)
            return problem;
        _memory.Reserve(bytes.Length);
        Length = bytes.Length;
        bytes.CopyTo(_memory.Bytes);
        return null;
    }

    private static string? Check(long length, long maxPixels)
    {
        if (length <= 0)
            return "it is empty";
        return length - Extra > maxPixels * BytesPerPixel || length > Array.MaxLength
            ? FormattableString.Invariant($"it has {length} bytes, more than an image of {maxPixels} pixels takes")
            : null;
    }

    private static string Describe(Exception exception, string path) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        ArgumentException => "its path is empty or not a path",
        UnauthorizedAccessException => Directory.Exists(path) ? "it is a folder" : "access is denied",
        _ => $"it cannot be read ({exception.GetType().Name})",
    };
}
