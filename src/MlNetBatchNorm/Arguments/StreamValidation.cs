using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Arguments;

/// <summary>Checks streams that callers give.</summary>
internal static class StreamValidation
{
    /// <exception cref="ArgumentOutOfRangeException">The stream is not seekable.</exception>
    public static void RequireSeekable(Stream stream)
    {
        if (!stream.CanSeek)
            throw Errors.Parameter(nameof(stream), "stream must be seekable, as a FileStream or a MemoryStream is. Copy it into a MemoryStream.");
    }
}
