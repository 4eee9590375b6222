using MlNetBatchNorm.Files;

namespace MlNetBatchNorm.Tool.Files;

/// <summary>Files of statistics, by name.</summary>
internal static class StatisticsFile
{
    /// <summary>Finds out before the work whether the file can be written after it.</summary>
    /// <exception cref="ToolException">It cannot be.</exception>
    /// <exception cref="IOException">The same.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, because of permissions.</exception>
    public static void CheckOutput(string path)
    {
        if (path.Length == 0)
            throw new ToolException("--output is empty. Give a file.", ExitCodes.Usage);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new ToolException($"There is no folder '{folder}' for --output. Make it first.");
        if (Directory.Exists(path))
            throw new ToolException($"--output '{path}' is a folder. Give a file.");
        FileReplacement.Check(path);
    }

    /// <exception cref="ToolException">There is no such file, or it is not of statistics.</exception>
    public static ChannelStatistics Load(string path)
    {
        if (!File.Exists(path))
            throw new ToolException($"There is no file '{path}'.");
        try
        {
            return ChannelStatistics.Load(path);
        }
        catch (FormatException exception)
        {
            throw new ToolException($"'{path}': {exception.Message}");
        }
    }
}
