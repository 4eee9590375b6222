using System.Collections.Concurrent;
using MlNetBatchNorm.Files;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>
/// Finds out where paths lead once every link in them is followed, so that one file has one path, however it is spelled. Folders are followed once.
/// Safe for use by any number of threads.
/// </summary>
internal sealed class RealPath
{
    private readonly ConcurrentDictionary<string, string> _folders = new();

    /// <summary>Compares paths as the system does.</summary>
    public static StringComparer Comparer { get; } = StringComparer.FromComparison(FinalPath.Comparison);

    /// <summary>The path without links of a file or a folder, which need not be there.</summary>
    public string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.GetDirectoryName(full) is { } folder ? FinalPath.Follow(_folders.GetOrAdd(folder, FinalPath.Of), Path.GetFileName(full)) : full;
    }

    /// <summary>Whether a real path is another one, or that of a folder which it is in.</summary>
    public static bool IsAbove(string folder, string path) => Comparer.Equals(folder, path) || FinalPath.IsWithin(folder, path);
}
