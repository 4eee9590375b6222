namespace MlNetBatchNorm.Files;

/// <summary>
/// Where paths lead once all links in them are followed, as the system follows them. <see cref="File.ResolveLinkTarget"/> goes wrong where a
/// relative link lies in a folder that is reached through a link itself.
/// </summary>
internal static class FinalPath
{
    /// <summary>As many as Linux follows; a circle of links leads nowhere.</summary>
    private const int MaxLinks = 40;

    /// <summary>Compares paths as .NET does: most disks of Windows and macOS do not tell upper from lower case.</summary>
    public static StringComparison Comparison { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The path without links of a file or a folder, which need not be there.</summary>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        return Follow(Path.GetPathRoot(full)!, full);
    }

    /// <summary>Goes from a folder without links, one name at a time, wherever the links on the way lead.</summary>
    /// <param name="final">The folder.</param>
    /// <param name="path">A path in it, or one from the root that it is.</param>
    public static string Follow(string final, string path)
    {
        var rest = new Stack<string>();
        Push(rest, path);
        for (int links = 0; rest.TryPop(out string? name);)
        {
            string next = name == ".." ? Path.GetDirectoryName(final) ?? final : Path.Join(final, name);
            if (name == ".." || links == MaxLinks || new FileInfo(next).LinkTarget is not { } target)
            {
                final = next;
                continue;
            }

            links++;
            final = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : final;
            Push(rest, target);
        }

        return final;
    }

    /// <summary>Whether a path lies within a folder; both without links.</summary>
    public static bool IsWithin(string folder, string path) =>
        path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, Comparison);

    private static void Push(Stack<string> rest, string path)
    {
        string names = path[(Path.GetPathRoot(path) ?? "").Length..];
        foreach (string name in names.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]).Where(name => name is not ("" or ".")).Reverse())
            rest.Push(name);
    }
}
