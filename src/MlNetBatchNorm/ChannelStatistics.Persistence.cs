using MlNetBatchNorm.Files;
using MlNetBatchNorm.Persistence;

namespace MlNetBatchNorm;

public sealed partial class ChannelStatistics
{
    /// <summary>Writes the statistics to a file. Equal statistics give equal bytes, no matter how they were collected and merged.</summary>
    /// <param name="path">The file to write, usually with the extension .bnstats; an existing one is replaced, in one step.</param>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, because of permissions.</exception>
    public void Save(string path) => FileReplacement.Write(path, Save);

    /// <summary>Writes to a stream as <see cref="Save(string)"/> does to a file.</summary>
    /// <param name="stream">The stream to write to, at its position; left open.</param>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(StatisticsFormat.ToBytes(this));
    }

    /// <summary>Reads statistics that <see cref="Save(string)"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Statistics equal to the written ones.</returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="FormatException">The file does not contain statistics, is damaged, or has impossible values; the message names the fault.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    public static ChannelStatistics Load(string path)
    {
        using FileStream stream = RegularFile.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Reads from a stream as <see cref="Load(string)"/> does from a file.</summary>
    /// <param name="stream">A stream that holds a file's bytes and nothing else from its position on; read to its end, and left open.</param>
    /// <returns>Statistics equal to the written ones.</returns>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="FormatException">As for <see cref="Load(string)"/>.</exception>
    public static ChannelStatistics Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return StatisticsFormat.Read(stream);
    }
}
