namespace MlNetBatchNorm.Files;

/// <summary>
/// Where a path leads once all links in it are followed, as the system follows them. <see cref="File.ResolveLinkTarget"/> goes wrong where a
/// relative link lies in a folder that is reached through a link itself.
/// </summary>
internal static class FinalPath
{
    /// <summary>As Linux.</summary>
    private const int MaxLinks = 40;

    /// <param name="path">A path; what it leads to need not exist.</param>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string final = Path.GetPathRoot(full)!;
        var names = new Stack<string>(Names(full[final.Length..]));
        for (int links = 0; names.TryPop(out string? name);)
        {
            string next = Path.GetFullPath(name, final);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                final = next;
                continue;
            }

            if (++links > MaxLinks)
                throw new IOException($"The links at '{path}' lead in a circle.");
            if (Path.IsPathRooted(target))
                final = Path.GetPathRoot(Path.GetFullPath(target))!;
            foreach (string step in Names(Path.IsPathRooted(target) ? Path.GetFullPath(target)[final.Length..] : target))
                names.Push(step);
        }

        return final;
    }

    /// <summary>Whether a path lies within a folder; both without links.</summary>
    public static bool IsWithin(string folder, string path) =>
        path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The names in a path, the last one first.</summary>
    private static IEnumerable<string> Names(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse();
}
