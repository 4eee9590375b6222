using System.Security.Cryptography;
using System.Text;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>The images that a command is about, in an order that is the same on every machine.</summary>
/// <param name="Root">The folder that the names begin in.</param>
/// <param name="Names">The files' names in it, in ordinal order, with forward slashes if they come from a folder.</param>
internal sealed record ImageList(string Root, IReadOnlyList<string> Names)
{
    private static readonly string[] Extensions = [".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp"];

    /// <summary>What the list is made of, for people and to tell lists apart: it depends on the names alone.</summary>
    public string Description => FormattableString.Invariant($"{Names.Count} images, list {Hash()}");

    /// <summary>The images in a folder and the folders in it, or those that a text file lists, one a line.</summary>
    /// <exception cref="ToolException">There are none.</exception>
    public static ImageList Find(string path)
    {
        ImageList list = Directory.Exists(path) ? OfFolder(path)
            : !File.Exists(path) ? throw new ToolException($"There is no folder or file '{path}'. Give a folder of images, or a text file with one path per line.")
            : IsImage(path) ? throw new ToolException($"'{path}' is an image. Give a folder of images, or a text file with one path per line.")
            : OfTextFile(path);
        return list.Names.Count > 0 ? list : throw new ToolException(Directory.Exists(path)
            ? $"The folder '{path}' has no images: no file in it ends in {string.Join(", ", Extensions)}."
            : $"The file '{path}' lists no images. Write one path per line into it.");
    }

    /// <summary>The paths of some of the files.</summary>
    public IReadOnlyList<string> Paths(IEnumerable<string> names) => [.. names.Select(name => Path.GetFullPath(name, Root))];

    private static ImageList OfFolder(string path)
    {
        string root = Path.GetFullPath(path);
        // A folder that cannot be listed is an error: its images must not be missing unnoticed.
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false };
        return new ImageList(root, Sort(Directory.EnumerateFiles(root, "*", options).Where(IsImage)
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))));
    }

    private static ImageList OfTextFile(string path)
    {
        List<string> names = Sort(File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0));
        for (int i = 1; i < names.Count; i++)
        {
            if (names[i] == names[i - 1])
                throw new ToolException($"The file '{path}' lists '{names[i]}' twice, and it would count twice. Remove one of the lines.");
        }

        return new ImageList(Path.GetDirectoryName(Path.GetFullPath(path))!, names);
    }

    private static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static List<string> Sort(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    private string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Names))))[..16];
}
