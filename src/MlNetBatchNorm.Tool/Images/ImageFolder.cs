namespace MlNetBatchNorm.Tool.Images;

/// <summary>
/// Finds the images in a folder and in the folders inside. Every real folder is read once and every real file counts once, whatever links lead there;
/// a link to a folder above is not followed.
/// </summary>
internal sealed class ImageFolder
{
    /// <summary>A folder that cannot be listed is an error: its images must not be missing unnoticed.</summary>
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly RealPath _realPath = new();
    private readonly string _root;
    private readonly HashSet<string> _folders = new(RealPath.Comparer);
    private readonly SortedDictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Real)> _images = [];
    private readonly List<(string Name, string Real)> _linkedImages = [];

    public ImageFolder(string root)
    {
        _root = _realPath.Of(root);
        Names = Find();
    }

    /// <summary>The images' names in the folder, in ordinal order, with forward slashes.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What else is there.</summary>
    public LeftOut LeftOut { get; } = new();

    /// <summary>First everything that is there without a link, so that it has its own name.</summary>
    private string[] Find()
    {
        Read(new DirectoryInfo(_root), "");
        while (_links.Count > 0)
        {
            (string name, string folder) = _links.First();
            _links.Remove(name);
            string real = _realPath.Of(folder);
            if (RealPath.IsAbove(real, Path.GetDirectoryName(folder)!) || RealPath.IsAbove(real, _root))
                LeftOut.AddLinkAbove();
            else
                Read(new DirectoryInfo(real), $"{name}/");
        }

        return [.. Distinct().Order(StringComparer.Ordinal)];
    }

    /// <param name="folder">A real folder.</param>
    /// <param name="prefix">What names in it begin with.</param>
    private void Read(DirectoryInfo folder, string prefix)
    {
        if (!_folders.Add(folder.FullName))
        {
            LeftOut.AddLinkToRead();
            return;
        }

        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos("*", Everything))
        {
            string name = prefix + entry.Name;
            if ((entry.Attributes & (FileAttributes.Hidden | FileAttributes.System)) != 0)
                LeftOut.AddHidden();
            else if (entry is FileInfo)
                AddFile(entry, name);
            else if (IsLink(entry))
                _links.Add(name, entry.FullName);
            else
                Read((DirectoryInfo)entry, $"{name}/");
        }
    }

    private void AddFile(FileSystemInfo file, string name)
    {
        if (!ImageList.IsImage(name))
            LeftOut.AddFile(name);
        else if (IsLink(file))
            _linkedImages.Add((name, _realPath.Of(file.FullName)));
        else
            _images.Add((name, file.FullName));
    }

    /// <summary>A file that is there without a link has its own name, and otherwise that of the first of its links.</summary>
    private IEnumerable<string> Distinct()
    {
        var files = new HashSet<string>(_images.Select(image => image.Real), RealPath.Comparer);
        foreach ((string name, string _) in _images)
            yield return name;
        foreach ((string name, string real) in _linkedImages.OrderBy(image => image.Name, StringComparer.Ordinal))
        {
            if (files.Add(real))
                yield return name;
            else
                LeftOut.AddLinkToRead();
        }
    }

    /// <summary>Files that are kept elsewhere until they are opened are marked in the same way, but are not links.</summary>
    private static bool IsLink(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.LinkTarget is not null;
}
