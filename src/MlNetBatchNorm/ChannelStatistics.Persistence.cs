using MlNetBatchNorm.Persistence;

namespace MlNetBatchNorm;

public sealed partial class ChannelStatistics
{
    /// <summary>Writes the statistics. Equal statistics give equal bytes, whoever collected and merged them.</summary>
    /// <param name="path">The file to write, by habit .bnstats; one that is there is overwritten.</param>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => File.WriteAllBytes(path, StatisticsFormat.ToBytes(this));

    /// <summary>As <see cref="Save(string)"/>, to a stream.</summary>
    /// <param name="stream">The stream to write to, at its position; left open.</param>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(StatisticsFormat.ToBytes(this));
    }

    /// <summary>Reads statistics that <see cref="Save(string)"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="FormatException">The file is not of statistics, is damaged, or holds what no rows give; the message says what is wrong.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ChannelStatistics Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>As <see cref="Load(string)"/>, from a stream.</summary>
    /// <param name="stream">A stream that holds a file's bytes and nothing else from its position on; read to its end, and left open.</param>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="FormatException">As <see cref="Load(string)"/>.</exception>
    public static ChannelStatistics Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return StatisticsFormat.Read(stream);
    }
}
