namespace Cluster.Collecting;

/// <summary>The folder whose images jobs collect.</summary>
/// <param name="path">The folder, which is searched with those inside.</param>
internal sealed class ImageFolder(string path)
{
    private readonly string _path = Path.GetFullPath(path);

    /// <summary>The images' paths, the same list on every machine that has the folder at this path; at least one.</summary>
    /// <exception cref="InvalidDataException">The folder does not exist or has no images.</exception>
    public IReadOnlyList<string> Find()
    {
        if (!Directory.Exists(_path))
            throw new InvalidDataException($"There is no folder '{_path}'. Give one with --images DIR.");
        string[] files = [.. Directory.EnumerateFiles(_path, "*.*", SearchOption.AllDirectories).Where(IsImage).Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? files
            : throw new InvalidDataException($"The folder '{_path}' has no images: no file in it ends in .jpg, .jpeg or .png. Give another one with --images DIR.");
    }

    private static bool IsImage(string file) => Path.GetExtension(file).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG";
}
