namespace MlNetBatchNorm.Tool.Files;

/// <summary>Files of statistics, by name.</summary>
internal static class StatisticsFile
{
    /// <summary>Finds out before the work whether the file can be written after it.</summary>
    /// <exception cref="ToolException">It cannot be.</exception>
    public static void CheckOutput(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new ToolException($"There is no folder '{folder}' for --output. Make it first.");
        if (Directory.Exists(path))
            throw new ToolException($"--output '{path}' is a folder. Give a file.");
    }

    /// <summary>Writes the file in one step, so that nobody reads half of it.</summary>
    public static void Save(ChannelStatistics statistics, string path)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            statistics.Save(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
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
