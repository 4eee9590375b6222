using System.Collections.Concurrent;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>
/// Finds out where paths lead once every link in them is followed, so that one file has one path, however it is spelled. Folders are followed once.
/// Safe for use by any number of threads.
/// </summary>
internal sealed class RealPath
{
    /// <summary>As many as Linux follows; a circle of links leads nowhere.</summary>
    private const int MaxLinks = 40;

    private readonly ConcurrentDictionary<string, string> _folders = new();

    /// <summary>Compares paths as .NET does: most disks of Windows and macOS do not tell upper from lower case.</summary>
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The path without links of a file or a folder, which need not be there.</summary>
    public string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.GetDirectoryName(full) is { } folder
            ? Follow(_folders.GetOrAdd(folder, unresolved => Follow(Path.GetPathRoot(unresolved)!, unresolved)), Path.GetFileName(full))
            : full;
    }

    /// <summary>Whether a real path is another one, or that of a folder which it is in.</summary>
    public static bool IsAbove(string folder, string path) =>
        Comparer.Equals(folder, path) || (Path.GetDirectoryName(path) is { } parent && IsAbove(folder, parent));

    /// <summary>Goes from a real folder, one name at a time, wherever the links on the way lead.</summary>
    private static string Follow(string real, string path)
    {
        var rest = new Stack<string>();
        Push(rest, path);
        for (int links = 0; rest.TryPop(out string? name);)
        {
            string next = name == ".." ? Path.GetDirectoryName(real) ?? real : Path.Join(real, name);
            if (name == ".." || links == MaxLinks || new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            links++;
            real = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : real;
            Push(rest, target);
        }

        return real;
    }

    private static void Push(Stack<string> rest, string path)
    {
        string names = path[(Path.GetPathRoot(path) ?? "").Length..];
        foreach (string name in names.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]).Where(name => name is not ("" or ".")).Reverse())
            rest.Push(name);
    }
}
